package latchkey

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

const abiVersion = 1

// module is the WebAssembly module behind a Verifier: instantiated, its ABI checked, called with records.
type module struct {
	turn     sync.Mutex // calls of several goroutines take turns
	runtime  wazero.Runtime
	instance api.Module
	input    uint32
	capacity uint32
	output   uint32
}

// compiled keeps what takes time: a second verifier of the same bytes is there at once.
var compiled = wazero.NewCompilationCache()

func instantiate(wasm []byte, digest string) (*module, error) {
	if err := demandDigest(wasm, digest); err != nil {
		return nil, err
	}
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithCompilationCache(compiled))
	instance, err := runtime.InstantiateWithConfig(ctx, wasm, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		_ = runtime.Close(ctx)
		return nil, &Error{"wrong-module", fmt.Sprintf("these bytes are no module that runs here: %v", err)}
	}
	m := &module{runtime: runtime, instance: instance}
	if err := m.look(); err != nil {
		_ = runtime.Close(ctx)
		return nil, err
	}
	return m, nil
}

func demandDigest(wasm []byte, expected string) error {
	digest := sha256.Sum256(wasm)
	if actual := hex.EncodeToString(digest[:]); expected != "" && !strings.EqualFold(actual, expected) {
		return &Error{"wrong-module", fmt.Sprintf("the module has the SHA-256 %s, demanded was %s", actual, expected)}
	}
	return nil
}

// look checks the ABI and finds the two areas. The memory never grows, so they stay where they are.
func (m *module) look() error {
	version, err := m.number("abi_version")
	if err == nil && version != abiVersion {
		err = &Error{"wrong-module", fmt.Sprintf("the module speaks ABI %d, this host speaks %d", version, abiVersion)}
	}
	if err == nil && m.instance.Memory() == nil {
		err = &Error{"wrong-module", "the module exports no memory"}
	}
	for name, place := range map[string]*uint32{"input_offset": &m.input, "input_capacity": &m.capacity, "output_offset": &m.output} {
		if err == nil {
			*place, err = m.number(name)
		}
	}
	return err
}

// call calls name with the record that write makes.
func (m *module) call(name string, write func(*recordWriter)) (*recordReader, error) {
	record := &recordWriter{}
	write(record)
	if record.err != nil {
		return nil, record.err
	}
	if len(record.bytes) > int(m.capacity) {
		return nil, &Error{"bad-input", fmt.Sprintf("the arguments need more than the %d bytes there are", m.capacity)}
	}
	m.turn.Lock()
	defer m.turn.Unlock()
	memory := m.instance.Memory()
	if !memory.Write(m.input, record.bytes) {
		return nil, brokenRecord
	}
	length, err := m.number(name, uint64(len(record.bytes)))
	if err != nil {
		return nil, err
	}
	answer, there := memory.Read(m.output, length)
	if !there {
		return nil, brokenRecord
	}
	return &recordReader{bytes: append([]byte(nil), answer...)}, nil
}

var brokenRecord = &Error{"bad-module", "the module answered a broken record"}

func (m *module) number(name string, arguments ...uint64) (uint32, error) {
	function := m.instance.ExportedFunction(name)
	if function == nil {
		return 0, &Error{"wrong-module", "the module has no " + name}
	}
	results, err := function.Call(context.Background(), arguments...)
	if err != nil || len(results) != 1 {
		return 0, &Error{"bad-module", fmt.Sprintf("the module failed in %s: %v", name, err)}
	}
	return uint32(results[0]), nil
}

func (m *module) close() error {
	return m.runtime.Close(context.Background())
}
