"""nkbook turns a Chinese-language manuscript into a book: typeset PDFs and an EPUB.

The names in ``__all__`` are the public interface; everything else may change in any release. They
are imported when first used, so that ``import nkbook`` is fast and loads no library::

    import nkbook

    if __name__ == "__main__":  # the formats are made in processes that import this file again
        try:
            result = nkbook.build("mybook", formats=["epub"])
        except nkbook.NkbookError as error:
            print(*error.diagnostics, sep=", ")
        else:
            print(*(file.path for file in result.files), sep=", ")

Their types, and the modules that they come from, are in ``__init__.pyi``.
"""

import logging

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

# What libraries remark on damaged files is for their makers; a problem with a code says the same.
for _library in ("fontTools", "PIL", "pylatexenc"):
    logging.getLogger(_library).addHandler(logging.NullHandler())
