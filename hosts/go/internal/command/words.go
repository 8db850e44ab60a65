package command

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"latchkey"
	"latchkey/machine"
)

// Verdicts and machines in words, for a terminal. The sentences about licenses are the module's.

func standingInWords(standing latchkey.Standing) string {
	lines := []string{standing.Sentence}
	if standing.Verdict != nil {
		lines = verdictInWords(*standing.Verdict)
	}
	if standing.Request != nil {
		lines = append(lines, "A request waits for its answer; to see it again: latchkey request")
	}
	if standing.Receipt != nil {
		lines = append(lines, "A receipt waits to be taken to the vendor; to see it again: latchkey release")
	}
	if standing.Notice != "" {
		lines = append(lines, "Note: "+standing.Notice)
	}
	return strings.Join(lines, "\n")
}

func verdictInWords(verdict latchkey.Verdict) []string {
	lines := []string{verdict.Reason + ": " + verdict.Sentence}
	if verdict.Accepted != nil {
		return append(lines, acceptedInWords(*verdict.Accepted)...)
	}
	return append(lines, refusedInWords(*verdict.Refused)...)
}

func acceptedInWords(verdict latchkey.Accepted) []string {
	claims := verdict.Claims
	lines := []string{row("Product", claims.Product), row("License", claims.LicenseID)}
	if claims.Plan != "" {
		lines = append(lines, row("Plan", claims.Plan))
	}
	for _, name := range inOrder(claims.Features) {
		lines = append(lines, row("Feature", featureInWords(name, claims.Features[name])))
	}
	until := "no end"
	if claims.ExpiresAt != nil {
		until = untilInWords(claims.ExpiresAt, verdict.DaysToExpiry)
	}
	lines = append(lines, row("License until", until))
	if claims.CheckInBy != nil {
		lines = append(lines, row("Check in by", untilInWords(claims.CheckInBy, verdict.DaysToCheckIn)))
	}
	if verdict.RenewSoon {
		lines = append(lines, "Renew soon: the license ends before long, and nothing stops until then.")
	}
	if verdict.Machine != nil {
		lines = append(lines, row("This machine", machineInWords(*verdict.Machine)))
	}
	return lines
}

// inOrder has the names as they stand in the code: in deterministic CBOR, shorter ones first.
func inOrder(features map[string]any) []string {
	return slices.SortedFunc(maps.Keys(features), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
}

func featureInWords(name string, value any) string {
	if value == true {
		return name
	}
	return fmt.Sprintf("%s = %v", name, value)
}

func machineInWords(match latchkey.MachineMatch) string {
	present := 0
	for _, fits := range match.Matched {
		if fits {
			present++
		}
	}
	spare := ""
	if present == match.Needed && match.Bound > match.Needed {
		spare = "; ask for a new code before more of it changes"
	}
	return fmt.Sprintf("%d of %d identifiers fit, %d needed%s", present, match.Bound, match.Needed, spare)
}

func refusedInWords(verdict latchkey.Refused) (lines []string) {
	if place := placeInWords(verdict.Place); place != "" {
		lines = append(lines, row("Where", place))
	}
	if verdict.LicenseID != "" {
		lines = append(lines, row("License", verdict.LicenseID))
	}
	if verdict.MissedSeconds != nil {
		lines = append(lines, row("Limit", dateOf(*verdict.MissedSeconds)))
	}
	if verdict.UsedSeconds != nil {
		lines = append(lines, row("Time that counts", dateOf(*verdict.UsedSeconds)))
	}
	return lines
}

func placeInWords(place latchkey.Place) string {
	switch {
	case place.Row > 0 && place.Group > 0:
		return fmt.Sprintf("row %d, group %d", place.Row, place.Group)
	case place.Row > 0:
		return fmt.Sprintf("row %d", place.Row)
	case place.Offset != nil:
		return fmt.Sprintf("byte %d, counted from 0", *place.Offset)
	default:
		return ""
	}
}

func untilInWords(seconds, days *int64) string {
	if days == nil {
		return dateOf(*seconds)
	}
	return fmt.Sprintf("%s · %s left", dateOf(*seconds), daysInWords(*days))
}

func daysInWords(days int64) string {
	switch days {
	case 0:
		return "less than a day"
	case 1:
		return "1 day"
	default:
		return fmt.Sprintf("%d days", days)
	}
}

// dateOf is to the minute and in UTC, so that two people on the phone see the same.
func dateOf(seconds int64) string {
	return time.Unix(seconds, 0).UTC().Format("2006-01-02 15:04 UTC")
}

func row(name, value string) string { return fmt.Sprintf("  %-18s%s", name, value) }

// natureInWords is said aloud where copies of a machine are to be expected.
func natureInWords(nature machine.Nature) string {
	name := ""
	if nature.Provider != "" {
		name = " (" + nature.Provider + ")"
	}
	switch nature.Form {
	case "container":
		return "This is a container" + name + ". Containers of one image may look like one machine."
	case "virtual machine":
		return "This is a virtual machine" + name + ". A copy of it looks like the same machine."
	default:
		return ""
	}
}
