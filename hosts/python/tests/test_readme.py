"""The examples of the README run as they are written, against the installed package."""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLE = HERE / "../../../build/hosts/example.lic"
SNIPPETS = re.findall(r"```python\n(.*?)```", (HERE / "../README.md").read_text(encoding="utf-8"), re.DOTALL)


class Readme(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def run_snippet(self, index: int) -> str:
        (self.folder / "example.py").write_text(SNIPPETS[index], encoding="utf-8")
        environment = {**os.environ, "XDG_STATE_HOME": str(self.folder / "state")}
        done = subprocess.run(
            [sys.executable, "-I", "example.py"], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        self.assertEqual(done.stderr, "")
        return done.stdout

    def test_the_first_example_shows_the_features_of_the_license(self) -> None:
        (self.folder / "license.lic").write_bytes(EXAMPLE.read_bytes())
        self.assertEqual(self.run_snippet(0), "{'export': True, 'projects': 50}\n")
        self.assertEqual(len((self.folder / "witness").read_bytes()), 16)
        self.assertEqual(self.run_snippet(0), "{'export': True, 'projects': 50}\n", "also with a witness")

    def test_the_first_example_says_one_sentence_for_a_refusal(self) -> None:
        (self.folder / "license.lic").write_text("")
        self.assertRegex(self.run_snippet(0), r"\A[A-Z].*\.\n\Z")

    def test_the_second_example_asks_for_a_license(self) -> None:
        self.assertRegex(self.run_snippet(1), r"No activation code is installed[\s\S]*(BEGIN LATCHKEY REQUEST|Nothing on this machine)")
        self.assertEqual(len(SNIPPETS), 2)
