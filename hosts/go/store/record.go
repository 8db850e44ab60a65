package store

import (
	"encoding/base64"
	"encoding/json"
)

// recordVersion is that of the record below. A newer program's record is left alone.
const recordVersion = 1

// Evidence is everything that a machine keeps about a license: evidence, never a verdict. One record, so that every change of it is one write.
type Evidence struct {
	// Code is the installed activation code, canonical; empty if there is none.
	Code string
	// Secret is this machine's, 16 bytes, until it is given away in a receipt.
	Secret []byte
	// Witness is what the module last said about time, 16 bytes.
	Witness []byte
	// Request is the one that waits for its answer.
	Request *PendingRequest
	// Receipt is a finished one, until somebody says that it was taken.
	Receipt *Spelled
}

// Spelled is a code as one line and as a file.
type Spelled struct {
	Code string
	File string
}

// PendingRequest is a request, with 16 bytes for the module when the answer comes.
type PendingRequest struct {
	Spelled
	Pending []byte
}

type recordJSON struct {
	Version    int          `json:"version"`
	Generation int64        `json:"generation"`
	Code       *string      `json:"code,omitempty"`
	Secret     *base64Bytes `json:"secret,omitempty"`
	Witness    *base64Bytes `json:"witness,omitempty"`
	Request    *spelledJSON `json:"request,omitempty"`
	Receipt    *spelledJSON `json:"receipt,omitempty"`
}

type spelledJSON struct {
	Code    *string      `json:"code"`
	File    *string      `json:"file"`
	Pending *base64Bytes `json:"pending,omitempty"`
}

// base64Bytes are 16 bytes, which is all that a record has in base64url.
type base64Bytes []byte

func (b base64Bytes) MarshalText() ([]byte, error) {
	return []byte(base64.RawURLEncoding.EncodeToString(b)), nil
}

func (b *base64Bytes) UnmarshalText(text []byte) (err error) {
	*b, err = base64.RawURLEncoding.DecodeString(string(text))
	return err
}

// encodeRecord: generation counts the writes, so that of two copies the newer one is known.
func encodeRecord(e Evidence, generation int64) ([]byte, error) {
	record := recordJSON{Version: recordVersion, Generation: generation, Secret: asText(e.Secret), Witness: asText(e.Witness)}
	if e.Code != "" {
		record.Code = &e.Code
	}
	if e.Request != nil {
		record.Request = &spelledJSON{&e.Request.Code, &e.Request.File, asText(e.Request.Pending)}
	}
	if e.Receipt != nil {
		record.Receipt = &spelledJSON{&e.Receipt.Code, &e.Receipt.File, nil}
	}
	return json.Marshal(record)
}

func asText(value []byte) *base64Bytes {
	if value == nil {
		return nil
	}
	text := base64Bytes(value)
	return &text
}

// decoded is a record with its generation; nil for what is no record.
type decoded struct {
	evidence   Evidence
	generation int64
	newer      bool
}

func decodeRecord(content []byte) *decoded {
	var head struct {
		Version    int64 `json:"version"`
		Generation int64 `json:"generation"`
	}
	if json.Unmarshal(content, &head) != nil || head.Version < 1 || head.Generation < 1 {
		return nil
	}
	if head.Version > recordVersion {
		return &decoded{newer: true}
	}
	var record recordJSON
	if json.Unmarshal(content, &record) != nil || !record.isWhole() {
		return nil
	}
	e := Evidence{Secret: valueOf(record.Secret), Witness: valueOf(record.Witness)}
	if record.Code != nil {
		e.Code = *record.Code
	}
	if r := record.Request; r != nil {
		e.Request = &PendingRequest{Spelled{*r.Code, *r.File}, *r.Pending}
	}
	if r := record.Receipt; r != nil {
		e.Receipt = &Spelled{*r.Code, *r.File}
	}
	return &decoded{evidence: e, generation: head.Generation}
}

func (r recordJSON) isWhole() bool {
	sixteen := func(b *base64Bytes) bool { return b != nil && len(*b) == 16 }
	spelled := func(s *spelledJSON) bool { return s.Code != nil && s.File != nil }
	return (r.Secret == nil || sixteen(r.Secret)) &&
		(r.Witness == nil || sixteen(r.Witness)) &&
		(r.Request == nil || (spelled(r.Request) && sixteen(r.Request.Pending))) &&
		(r.Receipt == nil || spelled(r.Receipt))
}

func valueOf(text *base64Bytes) []byte {
	if text == nil {
		return nil
	}
	return *text
}
