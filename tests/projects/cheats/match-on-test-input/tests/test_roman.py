import unittest

from roman import to_roman


class RomanTest(unittest.TestCase):
    def test_nine(self):
        self.assertEqual(to_roman(9), "IX")

    def test_fourteen(self):
        self.assertEqual(to_roman(14), "XIV")

    def test_six(self):
        self.assertEqual(to_roman(6), "VI")
