def test_nothing(db): pass
