package command

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"latchkey"
	"latchkey/keychain"
	"latchkey/machine"
	"latchkey/store"
)

// Run does what the command line says; the result is the exit code.
func Run(arguments []string, desk Desk) int {
	o, err := parse(arguments, desk.Folder)
	if err == nil && (o.flags["help"] || o.command == "") {
		desk.Print(helpFor(o.command))
		if o.flags["help"] {
			return done
		}
		return usage
	}
	exit := done
	if err == nil {
		exit, err = runCommand(o, desk)
	}
	if err == nil {
		return exit
	}
	desk.Complain("latchkey: " + strings.TrimPrefix(err.Error(), "latchkey: "))
	if isUsage(err) {
		desk.Complain("Help: latchkey --help")
		return usage
	}
	return machineTrouble
}

// isUsage: what a person can get wrong about a key, a product's id or a label is judged by the module.
func isUsage(err error) bool {
	var wrong wrongUsage
	var mistake *latchkey.Error
	return errors.As(err, &wrong) || errors.As(err, &mistake)
}

func runCommand(o *options, desk Desk) (int, error) {
	product, keys, err := readConfig(o, desk.Folder)
	if err != nil {
		return 0, err
	}
	license, err := latchkey.OpenLicense(latchkey.LicenseOptions{
		Product: product, PublicKeys: keys, Folder: o.path("store"), Keychain: keychain.System{}, KeyInKeychain: o.flags["keychain"], Machine: desk.Machine,
	})
	if err != nil {
		return 0, err
	}
	defer license.Close()
	switch o.command {
	case "request":
		return request(license, o, desk)
	case "install":
		return install(license, o, desk)
	case "status":
		return status(license, o, desk)
	case "release":
		return release(license, o, desk)
	default:
		return components(license, o, desk)
	}
}

const nextAfterRequest = `What to do next:
  1. Open your vendor's portal on a phone or another computer, and scan the picture, paste the rows, or upload the file.
  2. Bring the activation code back and run: latchkey install`

const nextAfterLink = `What to do next:
  1. Scan the picture with a phone: it opens your vendor's portal with this request. Or paste the rows there, or upload the file.
  2. Bring the activation code back and run: latchkey install`

func request(license *latchkey.License, o *options, desk Desk) (int, error) {
	portal := ""
	if text, given := o.texts["portal"]; given {
		var err error
		if portal, err = readPortal(text); err != nil {
			return 0, err
		}
	}
	label, given := o.texts["label"]
	if !given {
		label = nameFrom(desk.HostName)
	}
	shown, isNew, err := license.Request(latchkey.RequestOptions{Label: label, Fresh: o.flags["new"]})
	if err != nil {
		return 0, err
	}
	path, err := writeTo(o.path("to"), license.Product(), shown, "lkr")
	if err != nil {
		return 0, err
	}
	link := ""
	// A license key belongs into no address; such a request is shown as it is.
	if portal != "" && !license.CarriesLicenseKey(shown) {
		link = linkTo(portal, shown)
	}
	if o.flags["json"] {
		said := object{"code": shown.Code, "file": shown.File, "isNew": isNew}
		addText(said, "path", path)
		addText(said, "link", link)
		desk.printJSON(said)
		return done, nil
	}
	return done, printRequest(license, shown, isNew, path, link, o, desk)
}

func printRequest(license *latchkey.License, shown latchkey.Spelled, isNew bool, path, link string, o *options, desk Desk) (err error) {
	title := "The request that waits for its answer:"
	if isNew {
		title = "The activation request of this machine:"
	}
	desk.Print(title + "\n\n" + strings.TrimRight(shown.File, "\n") + "\n")
	next := nextAfterRequest
	if link != "" {
		next = nextAfterLink
	}
	if showsPicture(o, desk) {
		picture := ""
		if link != "" {
			picture, err = pictureOfLink(link, desk.Terminal)
		} else {
			picture, err = pictureOf(shown.Code, desk.Terminal)
		}
		if err != nil {
			return err
		}
		desk.Print(picture + "\n")
	}
	printIf(desk, path, "Written to "+path+"\n")
	nature := natureInWords(license.Machine().Nature)
	printIf(desk, nature, nature+"\n")
	desk.Print(next)
	return nil
}

func showsPicture(o *options, desk Desk) bool {
	show, said := o.flags["qr"]
	return show || (!said && desk.Terminal)
}

func install(license *latchkey.License, o *options, desk Desk) (int, error) {
	code, err := codeToInstall(license, o, desk)
	if err != nil || code == nil {
		return refused, err
	}
	if len(bytes.TrimSpace(code)) == 0 {
		return 0, fileTrouble("No code was given; paste it, or name its file.")
	}
	verdict, err := license.Install(code)
	if err != nil {
		return 0, err
	}
	title, exit := "Installed.", done
	if verdict.Accepted == nil {
		title, exit = "Not installed; nothing has changed.", refused
	}
	if o.flags["json"] {
		said := verdictForJSON(verdict)
		said["installed"] = verdict.Accepted != nil
		desk.printJSON(said)
	} else {
		desk.Print(strings.Join(append([]string{title}, verdictInWords(verdict)...), "\n"))
	}
	return exit, nil
}

func codeToInstall(license *latchkey.License, o *options, desk Desk) ([]byte, error) {
	if o.flags["stick"] {
		folders := desk.Sticks()
		if len(folders) == 0 {
			return nil, fileTrouble("No removable drive is plugged in; or name a folder: install --from FOLDER")
		}
		return findCode(license, folders, desk)
	}
	if folder := o.path("from"); folder != "" {
		return findCode(license, []string{folder}, desk)
	}
	if o.operand != "" && o.operand != "-" {
		return readCodeFile(o.below(o.operand))
	}
	if o.operand == "" && desk.Interactive {
		desk.Print("Paste the activation code, then an empty line:")
	}
	text, err := desk.ReadInput()
	if text == nil {
		text = []byte{}
	}
	return asText(text), err
}

// findCode finds the code for this machine among the .lic files of folders: the answer to the pending request, else the latest that is accepted.
func findCode(license *latchkey.License, folders []string, desk Desk) (best []byte, err error) {
	var paths []string
	for _, folder := range folders {
		found, err := licenseFilesIn(folder)
		if err != nil {
			return nil, err
		}
		paths = append(paths, found...)
	}
	if len(paths) == 0 {
		return nil, fileTrouble("There is no .lic file in " + strings.Join(folders, ", ") + "; save it there from the portal.")
	}
	sentences := []string{"None of these codes is accepted on this machine:"}
	var bestSoFar *latchkey.Accepted
	for _, path := range paths {
		code, err := readCodeFile(path)
		if err != nil {
			sentences = append(sentences, fmt.Sprintf("  %s: %v", path, err))
			continue
		}
		verdict, err := license.Preview(code)
		if err != nil {
			return nil, err
		}
		sentences = append(sentences, fmt.Sprintf("  %s: %s", path, verdict.Sentence))
		if isBetter(verdict.Accepted, bestSoFar) {
			best, bestSoFar = code, verdict.Accepted
		}
	}
	if best == nil {
		desk.Complain(strings.Join(sentences, "\n"))
	}
	return best, nil
}

func isBetter(one, other *latchkey.Accepted) bool {
	if one == nil || other == nil {
		return one != nil
	}
	if one.SignedTime != other.SignedTime {
		return one.SignedTime
	}
	return one.Claims.IssuedAt > other.Claims.IssuedAt
}

func status(license *latchkey.License, o *options, desk Desk) (int, error) {
	standing := license.Check()
	if o.flags["json"] {
		desk.printJSON(standingForJSON(standing, license))
	} else {
		desk.Print(standingInWords(standing))
		nature := natureInWords(license.Machine().Nature)
		printIf(desk, nature, nature)
	}
	if standing.Accepted() {
		return done, nil
	}
	return refused, nil
}

const nextAfterRelease = `What to do next:
  1. Enter the receipt in your vendor's portal, under "Give back", or tell it to your vendor; that frees the seat.
  2. Then run: latchkey release --taken`

func release(license *latchkey.License, o *options, desk Desk) (int, error) {
	if o.flags["taken"] {
		return receiptTaken(license, o, desk)
	}
	if license.Check().Receipt == nil && !o.flags["yes"] {
		if !desk.Interactive {
			return 0, wrongUsage("Giving a license back cannot be undone here; say --yes.")
		}
		answer := desk.Ask("The license stops working on this machine. Give it back? Type yes: ")
		if !strings.EqualFold(strings.TrimSpace(answer), "yes") {
			desk.Print("Nothing has changed.")
			return refused, nil
		}
	}
	receipt, err := license.Release()
	var not *latchkey.NotReleased
	if errors.As(err, &not) {
		if o.flags["json"] {
			desk.printJSON(object{"released": false, "reason": not.Reason, "sentence": not.Sentence})
		} else {
			desk.Print("Not given back; nothing has changed.\n" + not.Sentence)
		}
		return refused, nil
	}
	if err != nil {
		return 0, err
	}
	return done, showReceipt(license, receipt, o, desk)
}

func showReceipt(license *latchkey.License, receipt latchkey.Spelled, o *options, desk Desk) error {
	path, err := writeTo(o.path("to"), license.Product(), receipt, "lkd")
	if err != nil {
		return err
	}
	if o.flags["json"] {
		said := object{"released": true, "code": receipt.Code, "file": receipt.File}
		addText(said, "path", path)
		desk.printJSON(said)
		return nil
	}
	desk.Print("The license was given back. This is the receipt:\n\n" + strings.TrimRight(receipt.File, "\n") + "\n")
	if showsPicture(o, desk) {
		picture, err := pictureOf(receipt.Code, desk.Terminal)
		if err != nil {
			return err
		}
		desk.Print(picture + "\n")
	}
	printIf(desk, path, "Written to "+path+"\n")
	desk.Print(nextAfterRelease)
	return nil
}

func receiptTaken(license *latchkey.License, o *options, desk Desk) (int, error) {
	taken, err := license.ReceiptTaken()
	if err != nil {
		return 0, err
	}
	switch {
	case o.flags["json"]:
		desk.printJSON(object{"taken": taken})
	case taken:
		desk.Print("The receipt is forgotten here.")
	default:
		desk.Print("No receipt was waiting.")
	}
	if taken {
		return done, nil
	}
	return refused, nil
}

func components(license *latchkey.License, o *options, desk Desk) (int, error) {
	judged, exit := license.Identifiers(), done
	nature := license.Machine().Nature
	if len(judged.Used) == 0 {
		exit = machineTrouble
	}
	listed := listComponents(judged, o.flags["show-values"])
	if o.flags["json"] {
		desk.printJSON(object{"nature": nature, "components": listed})
		return exit, nil
	}
	words := natureInWords(nature)
	printIf(desk, words, words+"\n")
	for _, it := range listed {
		line := fmt.Sprintf("%-10s%s", it["state"], it["source"])
		if value, shown := it["value"]; shown {
			line += fmt.Sprintf(": %s", value)
		}
		if sentence, said := it["sentence"]; said {
			line += fmt.Sprintf(" – %s", sentence)
		}
		desk.Print(row(fmt.Sprint(it["kind"]), line))
	}
	switch count := len(judged.Used); count {
	case 0:
		desk.Print("\nNothing on this machine tells it from others; no license can be bound to it.")
	case 1:
		desk.Print("\nA license can be bound to one identifier of this machine.")
	default:
		desk.Print(fmt.Sprintf("\nA license can be bound to %d identifiers of this machine.", count))
	}
	return exit, nil
}

func listComponents(judged latchkey.Judged, showValues bool) []object {
	listed := []object{}
	add := func(finding machine.Finding, state, sentence string) {
		said := object{"kind": finding.Kind, "source": finding.Source, "state": state}
		addText(said, "sentence", sentence)
		if showValues {
			said["value"] = finding.Value
		}
		listed = append(listed, said)
	}
	for _, it := range judged.Used {
		add(it.Finding, "used", "")
	}
	for _, it := range judged.Spare {
		add(it, "spare", "")
	}
	for _, it := range judged.Unusable {
		add(it.Finding, "unusable", it.Problem.Sentence)
	}
	return listed
}

// writeTo has a name that says which machine and which request, so that several share a stick; nothing is written without a folder.
func writeTo(folder, product string, spelled latchkey.Spelled, ending string) (string, error) {
	if folder == "" {
		return "", nil
	}
	digest := sha256.Sum256([]byte(spelled.Code))
	return writeCodeFile(folder, fmt.Sprintf("%s-%x.%s", store.PlainName(product), digest[:4], ending), spelled.File)
}

// nameFrom is a host name as a label: at most 64 bytes, no control characters.
func nameFrom(hostName string) string {
	plain := strings.Map(func(r rune) rune {
		if r < '!' || r > '~' {
			return -1
		}
		return r
	}, hostName)
	return plain[:min(len(plain), 64)]
}

func printIf(desk Desk, there, text string) {
	if there != "" {
		desk.Print(text)
	}
}
