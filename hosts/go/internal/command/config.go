package command

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// What the command needs to be told: the product and whom to trust. There is no default for either.

const configName = "latchkey.json"

type config struct {
	Product    string   `json:"product"`
	PublicKeys []string `json:"publicKeys"`
}

// readConfig: options win over the file, each for itself.
func readConfig(o *options, folder string) (product string, publicKeys [][]byte, err error) {
	said, err := readConfigFile(o.path("config"), folder)
	if err != nil {
		return "", nil, err
	}
	if product = o.texts["product"]; product == "" {
		product = said.Product
	}
	keys := o.keys
	if len(keys) == 0 {
		keys = said.PublicKeys
	}
	if product == "" {
		return "", nil, wrongUsage(`No product. Pass --product ID, or write "product" into ` + configName + ".")
	}
	if len(keys) == 0 {
		return "", nil, wrongUsage(`No public key. Pass --key KEY, or write "publicKeys": ["…"] into ` + configName +
			". The vendor's portal shows the key; it ships with the application.")
	}
	for _, text := range keys {
		key, err := readKey(text)
		if err != nil {
			return "", nil, err
		}
		publicKeys = append(publicKeys, key)
	}
	return product, publicKeys, nil
}

// readConfigFile: a file that was named must be there; the one that is looked for need not.
func readConfigFile(named, folder string) (said config, err error) {
	path := named
	if path == "" {
		path = filepath.Join(folder, configName)
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && named == "" {
		return config{}, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return config{}, wrongUsage(path + " cannot be read: there is no such file.")
	}
	if err != nil {
		return config{}, wrongUsage(path + " cannot be read: check its permissions.")
	}
	var wrong *json.UnmarshalTypeError
	err = json.Unmarshal([]byte(strings.TrimPrefix(string(text), "\ufeff")), &said)
	switch {
	case errors.As(err, &wrong) && wrong.Field == "product":
		return config{}, wrongUsage(fmt.Sprintf(`"product" in %s is not a text.`, path))
	case errors.As(err, &wrong) && strings.HasPrefix(wrong.Field, "publicKeys"):
		return config{}, wrongUsage(fmt.Sprintf(`"publicKeys" in %s is not a list of texts.`, path))
	case err != nil:
		return config{}, wrongUsage(path + ` is not a JSON object like {"product": "…", "publicKeys": ["…"]}.`)
	}
	return said, nil
}

var (
	hexKey    = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)
	base64Key = regexp.MustCompile(`^[A-Za-z0-9+/_-]{43}=?$`)
)

// readKey reads 32 bytes as hexadecimal digits, base64 or base64url. Whether they are a good key is judged by the module.
func readKey(text string) ([]byte, error) {
	trimmed := strings.TrimSpace(text)
	switch {
	case hexKey.MatchString(trimmed):
		return hex.DecodeString(trimmed)
	case base64Key.MatchString(trimmed):
		return base64.RawURLEncoding.DecodeString(strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(trimmed))
	default:
		return nil, wrongUsage("A public key is 64 hexadecimal digits, or 43 characters of base64. Copy it again.")
	}
}
