package latchkey

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// Records as docs/abi.md draws them: little-endian, unaligned, data behind a u32 length.

// recordWriter makes an input record. The first mistake stays; what is written after it does not matter.
type recordWriter struct {
	bytes []byte
	err   error
}

func (w *recordWriter) u32(value uint32) *recordWriter {
	w.bytes = binary.LittleEndian.AppendUint32(w.bytes, value)
	return w
}

func (w *recordWriter) f64(value float64) *recordWriter {
	w.bytes = binary.LittleEndian.AppendUint64(w.bytes, math.Float64bits(value))
	return w
}

// fixed writes exactly length bytes; zeros when there are none.
func (w *recordWriter) fixed(value []byte, length int, name string) *recordWriter {
	if value == nil {
		value = make([]byte, length)
	}
	if len(value) != length && w.err == nil {
		w.err = &Error{"bad-input", fmt.Sprintf("%s must have %d bytes, got %d", name, length, len(value))}
	}
	return w.rest(value)
}

func (w *recordWriter) data(value []byte) *recordWriter {
	return w.u32(uint32(len(value))).rest(value)
}

// rest writes the bytes as they are, without a length in front.
func (w *recordWriter) rest(value []byte) *recordWriter {
	w.bytes = append(w.bytes, value...)
	return w
}

func (w *recordWriter) text(value string) *recordWriter {
	return w.data([]byte(value))
}

// components writes items of 16 bytes in one data.
func (w *recordWriter) components(values [][]byte) *recordWriter {
	w.u32(uint32(len(values) * 16))
	for i, value := range values {
		if value == nil {
			value = []byte{}
		}
		w.fixed(value, 16, fmt.Sprintf("component %d", i+1))
	}
	return w
}

// recordReader reads an output record, which is a copy: the area belongs to the next call. Behind its end everything is zero, and broken is set.
type recordReader struct {
	bytes  []byte
	broken bool
}

func (r *recordReader) fixed(length int) []byte {
	if length > len(r.bytes) {
		r.broken = true
		return make([]byte, min(length, 16))
	}
	value := r.bytes[:length:length]
	r.bytes = r.bytes[length:]
	return value
}

func (r *recordReader) u32() uint32 {
	return binary.LittleEndian.Uint32(r.fixed(4))
}

// i64 is nil for −1, "absent".
func (r *recordReader) i64() *int64 {
	value := int64(binary.LittleEndian.Uint64(r.fixed(8)))
	if value < 0 {
		return nil
	}
	return &value
}

func (r *recordReader) data() []byte {
	return r.fixed(int(r.u32()))
}

func (r *recordReader) text() string {
	return string(r.data())
}

// lossyText is for showing what a person typed, which may be no UTF-8.
func (r *recordReader) lossyText() string {
	return strings.ToValidUTF8(r.text(), "\ufffd")
}
