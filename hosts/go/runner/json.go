package main

import (
	"encoding/hex"
	"reflect"
	"strings"
)

// alwaysThere are members whose zero is a value; everywhere else a zero is "absent".
var alwaysThere = map[string]bool{
	"Detail": true, "Code": true, "RenewSoon": true, "Releasable": true, "SignedTime": true, "IssuedAt": true, "RenewWindowSeconds": true, "Domains": true,
	"Features": true, "Label": true, "Sentence": true, "Claims": true, "Needed": true, "Bound": true, "Matched": true,
}

// inJSON gives a struct the names of hosts/js, without what is absent; bytes become hex, and what is embedded is part of the whole.
func inJSON(value any) any {
	return convert(reflect.ValueOf(value))
}

func convert(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return object{}
		}
		return convert(v.Elem())
	case reflect.Struct:
		said := object{}
		addFields(said, v)
		return said
	case reflect.Slice:
		return convertSlice(v)
	case reflect.Map:
		said := object{}
		for _, key := range v.MapKeys() {
			said[key.String()] = convert(v.MapIndex(key))
		}
		return said
	default:
		return v.Interface()
	}
}

func convertSlice(v reflect.Value) any {
	if bytes, are := v.Interface().([]byte); are {
		return hex.EncodeToString(bytes)
	}
	list := []any{}
	for i := range v.Len() {
		list = append(list, convert(v.Index(i)))
	}
	return list
}

func addFields(said object, v reflect.Value) {
	for i := range v.NumField() {
		field, member := v.Type().Field(i), v.Field(i)
		if field.Anonymous {
			addFields(said, member)
		} else if !member.IsZero() || alwaysThere[field.Name] {
			said[memberName(field.Name)] = convert(member)
		}
	}
}

// memberName is the name in hosts/js: LicenseID is licenseId.
func memberName(name string) string {
	name = strings.ReplaceAll(name, "ID", "Id")
	return strings.ToLower(name[:1]) + name[1:]
}
