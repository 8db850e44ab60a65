package command

import (
	"bytes"
	"encoding/hex"
	"encoding/json"

	"latchkey"
)

// What programs read: the members that the command has in every language, bytes as hex, nothing that is absent.

func (d Desk) printJSON(value any) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(value) // our own types, which always encode
	d.Print(string(bytes.TrimRight(text.Bytes(), "\n")))
}

type object = map[string]any

func verdictForJSON(verdict latchkey.Verdict) object {
	said := object{"accepted": verdict.Accepted != nil, "reason": verdict.Reason, "code": verdict.Code, "sentence": verdict.Sentence, "detail": verdict.Detail}
	if accepted := verdict.Accepted; accepted != nil {
		said["claims"] = claimsForJSON(accepted.Claims)
		said["renewSoon"], said["releasable"], said["signedTime"] = accepted.RenewSoon, accepted.Releasable, accepted.SignedTime
		addNumber(said, "secondsToExpiry", accepted.SecondsToExpiry)
		addNumber(said, "daysToExpiry", accepted.DaysToExpiry)
		addNumber(said, "secondsToCheckIn", accepted.SecondsToCheckIn)
		addNumber(said, "daysToCheckIn", accepted.DaysToCheckIn)
		if match := accepted.Machine; match != nil {
			said["machine"] = object{"matched": match.Matched, "needed": match.Needed, "bound": match.Bound}
		}
		return said
	}
	refused := verdict.Refused
	for name, value := range map[string]int{"row": refused.Row, "group": refused.Group} {
		if value > 0 {
			said[name] = value
		}
	}
	if refused.Offset != nil {
		said["offset"] = *refused.Offset
	}
	addText(said, "licenseId", refused.LicenseID)
	addNumber(said, "missedSeconds", refused.MissedSeconds)
	addNumber(said, "usedSeconds", refused.UsedSeconds)
	return said
}

func claimsForJSON(claims latchkey.Claims) object {
	said := object{
		"licenseId": claims.LicenseID, "product": claims.Product, "tokenId": hex.EncodeToString(claims.TokenID), "issuedAt": claims.IssuedAt,
		"renewWindowSeconds": claims.RenewWindowSeconds, "domains": claims.Domains, "features": claims.Features,
	}
	addNumber(said, "notBefore", claims.NotBefore)
	addNumber(said, "expiresAt", claims.ExpiresAt)
	addNumber(said, "refreshAt", claims.RefreshAt)
	addNumber(said, "checkInBy", claims.CheckInBy)
	addNumber(said, "epoch", claims.Epoch)
	addText(said, "nonce", hex.EncodeToString(claims.Nonce))
	addText(said, "issuer", claims.Issuer)
	addText(said, "customerId", claims.CustomerID)
	addText(said, "plan", claims.Plan)
	return said
}

func standingForJSON(standing latchkey.Standing, license *latchkey.License) object {
	said := object{"accepted": false, "reason": standing.Reason, "sentence": standing.Sentence}
	if standing.Verdict != nil {
		said = verdictForJSON(*standing.Verdict)
	}
	said["installed"], said["nature"] = standing.Verdict != nil, license.Machine().Nature
	if standing.Request != nil {
		said["request"] = standing.Request.Code
	}
	if standing.Receipt != nil {
		said["receipt"] = standing.Receipt.Code
	}
	addText(said, "notice", standing.Notice)
	return said
}

func addText(said object, name, value string) {
	if value != "" {
		said[name] = value
	}
}

func addNumber(said object, name string, value *int64) {
	if value != nil {
		said[name] = *value
	}
}
