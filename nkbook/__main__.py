"""Run nkbook as ``python -m nkbook``."""

from nkbook.cli import main

if __name__ == "__main__":
    main()
