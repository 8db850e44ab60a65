"""What the package itself promises, beyond the cases that every host shares."""

import unittest

import latchkey


class TheVerifier(unittest.TestCase):
    def test_comes_with_the_package_and_can_be_held_to_its_digest(self) -> None:
        import hashlib

        digest = hashlib.sha256(latchkey.packaged_module()).hexdigest()
        self.assertIsInstance(latchkey.load(sha256=digest), latchkey.Verifier)
        with self.assertRaises(latchkey.LatchkeyError) as raised:
            latchkey.load(sha256="00" * 32)
        self.assertEqual(raised.exception.code, "wrong-module")

    def test_takes_the_fast_module_only_where_it_says_that_it_works(self) -> None:
        from unittest import mock

        from latchkey._module import Module

        chosen = []
        plain = Module.__init__
        with mock.patch.object(Module, "__init__", lambda self, wasm, sha256: chosen.append(wasm) or plain(self, wasm, sha256)):
            latchkey.load()
            self.assertEqual(chosen, [latchkey.packaged_module("verifier-simd.wasm")])
            with mock.patch.object(Module, "arithmetic_works", return_value=False):
                latchkey.load()
        self.assertEqual(chosen[-1], latchkey.packaged_module())

    def test_refuses_bytes_that_are_no_module_and_modules_of_another_abi(self) -> None:
        other = bytes.fromhex("0061736d0100000001050160 00017f 030201000 70f010b6162695f76657273696f6e0000 0a06010400 41020b".replace(" ", ""))
        for module, sentence in ((b"no module", "no module that runs here"), (other, "ABI 2")):
            with self.assertRaises(latchkey.LatchkeyError) as raised:
                latchkey.load(module)
            self.assertEqual(raised.exception.code, "wrong-module")
            self.assertIn(sentence, str(raised.exception))

    def test_takes_text_and_bytes_alike(self) -> None:
        verifier = latchkey.load()
        evidence = latchkey.Evidence(product="acme-cad", now_seconds=0)
        for code in ("LKA1-ABCDE", "", "Grüße", "\ud800", "x" * 20_000):
            as_bytes = code.encode("utf-8", "replace") if code != "\ud800" else "\ufffd".encode()
            self.assertEqual(verifier.check(code, evidence), verifier.check(as_bytes, evidence))

    def test_names_the_argument_that_is_out_of_its_limits(self) -> None:
        verifier = latchkey.load()
        with self.assertRaisesRegex(latchkey.LatchkeyError, "witness must have 16 bytes, got 3"):
            verifier.check("", latchkey.Evidence(product="a", now_seconds=0, witness=b"123"))
        with self.assertRaisesRegex(latchkey.LatchkeyError, "component 2 must have 16 bytes, got 1"):
            verifier.check("", latchkey.Evidence(product="a", now_seconds=0, components=[bytes(16), b"1"]))

    def test_a_refusal_has_no_claims(self) -> None:
        verdict = latchkey.load().check("LKA1-ABCDE", latchkey.Evidence(product="acme-cad", now_seconds=0))
        self.assertIsInstance(verdict, latchkey.Refused)
        self.assertFalse(hasattr(verdict, "claims"))


if __name__ == "__main__":
    unittest.main()
