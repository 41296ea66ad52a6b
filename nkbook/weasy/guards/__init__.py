"""Refuses any WeasyPrint but the one whose inside these modules know."""

from __future__ import annotations

import importlib
import inspect
from operator import attrgetter
from types import MappingProxyType

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic

VERSION = "70.0"
PRODUCER = f"WeasyPrint {VERSION}"  # as it signs its files
_HINT = f"install the locked packages again: pip install weasyprint=={VERSION}"

# Everything that is replaced or relied on beyond the documented interface: name → signature.
SIGNATURES = MappingProxyType(
    {
        "weasyprint.layout.block:_linebox_layout": (
            "(context, box, index, child, new_children, page_is_empty, absolute_boxes, "
            "fixed_boxes, adjoining_margins, bottom_space, position_y, skip_stack, "
            "first_letter_style, first_line_style, draw_bottom_decoration, max_lines)"
        ),
        "weasyprint.layout.block:_break_line": (
            "(context, box, line, new_children, needed, page_is_empty, index, skip_stack, "
            "resume_at, absolute_boxes, fixed_boxes)"
        ),
        "weasyprint.layout.block:block_level_layout": (
            "(context, box, bottom_space, skip_stack, containing_block, page_is_empty=True, "
            "absolute_boxes=None, fixed_boxes=None, adjoining_margins=None, "
            "first_letter_style=None, first_line_style=None, discard=False, max_lines=None)"
        ),
        "weasyprint.layout.block:collapse_margin": "(adjoining_margins)",
        "weasyprint.layout.block:iter_line_boxes": (
            "(context, box, position_y, bottom_space, skip_stack, containing_block, "
            "absolute_boxes, fixed_boxes, first_letter_style, first_line_style)"
        ),
        "weasyprint.layout.block:remove_placeholders": (
            "(context, box_list, absolute_boxes, fixed_boxes)"
        ),
        "weasyprint.layout:LayoutContext.layout_footnote": "(self, footnote)",
        "weasyprint.layout:LayoutContext.report_footnote": "(self, footnote)",
        "weasyprint.layout:make_all_pages": "(context, root_box, html, pages)",
        "weasyprint.layout:LayoutContext.overflows_page": "(self, bottom_space, position_y)",
        # Chinese composition: lines.py, casting.py, grid.py
        "weasyprint.layout.inline:split_inline_box": (
            "(context, box, position_x, max_x, bottom_space, skip_stack, containing_block, "
            "absolute_boxes, fixed_boxes, line_placeholders, waiting_floats, line_children, "
            "first_letter_style, first_line_style)"
        ),
        "weasyprint.layout.inline:split_inline_level": (
            "(context, box, position_x, max_x, bottom_space, skip_stack, containing_block, "
            "absolute_boxes, fixed_boxes, line_placeholders, waiting_floats, line_children, "
            "first_letter_style, first_line_style)"
        ),
        "weasyprint.layout.inline:get_next_linebox": (
            "(context, linebox, position_y, bottom_space, skip_stack, containing_block, "
            "absolute_boxes, fixed_boxes, first_letter_style, first_line_style)"
        ),
        "weasyprint.layout.inline:text_align": "(context, line, available_width, last)",
        "weasyprint.layout.inline:inline_block_width": "(box, context, containing_block)",
        "weasyprint.layout.inline:inline_replaced_box_layout": "(box, containing_block)",
        "weasyprint.layout.inline:remove_last_whitespace": "(context, line)",
        "weasyprint.layout.inline:split_text_box": (
            "(context, box, available_width, skip, is_line_start=True)"
        ),
        "weasyprint.layout.percent:resolve_percentages": "(box, containing_block)",
        "weasyprint.layout.preferred:inline_line_widths": (
            "(context, box, outer, is_line_start, minimum, skip_stack=None, first_line=False)"
        ),
        # speed.py
        "weasyprint.layout:layout_fixed_boxes": "(context, pages, containing_page)",
        "weasyprint.layout.page:set_page_type_computed_styles": "(page_type, html, style_for)",
        "weasyprint.layout.page:make_page": (
            "(context, root_box, page_type, resume_at, page_number, page_state)"
        ),
        "weasyprint.css.targets:TargetCollector.cache_target_page_counters": (
            "(self, anchor_name, page_counter_values, page_maker_index, page_maker)"
        ),
        # drawing.py, marks.py, shaping.py
        "weasyprint.draw:draw_text": "(stream, textbox, offset_x, text_overflow, block_ellipsis)",
        "weasyprint.draw.text:draw_first_line": (
            "(stream, textbox, text_overflow, block_ellipsis, matrix)"
        ),
        "weasyprint.pdf.stream:Stream.add_font": "(self, pango_font)",
        # inks.py
        "weasyprint.document:Page.paint": "(self, stream, scale=1)",
        "weasyprint.pdf.stream:Stream.set_color": "(self, color, stroke=False)",
        "weasyprint.pdf.stream:Stream.begin_text": "(self)",
        "weasyprint.pdf.stream:Stream.end_text": "(self)",
        "weasyprint.pdf.stream:Stream.add_shading": (
            "(self, shading_type, domain, coords, extend, function, color_space=None)"
        ),
        "weasyprint.pdf.stream:Stream.set_font_size": "(self, font, size)",
        # svg_language.py
        "weasyprint.svg:SVG.draw_node": ("(self, node, font_size, fill_stroke=True, context=None)"),
        # tags.py, tags_tree.py
        "weasyprint.pdf:add_tags": "(pdf, document, pdf_version, page_streams)",
        "weasyprint.pdf.stream:Stream.marked": "(self, box, tag)",
        "weasyprint.pdf.stream:Stream.add_image": "(self, image, interpolate, ratio)",
        "weasyprint.pdf.stream:Stream.clone": "(self, **kwargs)",
        "weasyprint.text.line_break:Layout.__init__": (
            "(self, style, justification_spacing=0, max_width=None)"
        ),
        "weasyprint.text.line_break:Layout.set_text": "(self, text, justify=False)",
        "weasyprint.text.line_break:create_layout": (
            "(text, style, context, max_width, justification_spacing)"
        ),
        "weasyprint.text.line_break:get_log_attrs": "(text, lang)",
        "weasyprint.text.line_break:line_size": "(line, style)",
        "weasyprint.text.line_break:strut": "(style)",
        "weasyprint.text.line_break:_font_style_cache_key": "(style, include_size=False)",
        "weasyprint.text.fonts:FontConfiguration.__init__": "(self)",
        "weasyprint.formatting_structure.boxes:Box.hit_area": "(self)",
        "weasyprint.formatting_structure.boxes:Box.all_children": "(self)",
    }
)


def check() -> None:
    """Raise MissingToolError (NK406) when the version or any signature is not the expected one."""
    weasyprint = importlib.import_module("weasyprint")
    if weasyprint.__version__ != VERSION:
        message = f"WeasyPrint {weasyprint.__version__} is installed, but nkbook needs {VERSION}"
        raise MissingToolError(diagnostic("NK406", message, hint=_HINT))
    changed = [name for name, signature in SIGNATURES.items() if _signature(name) != signature]
    if changed:
        raise MissingToolError(
            diagnostic("NK406", f"WeasyPrint's {name} is not the one of {VERSION}", hint=_HINT)
            for name in changed
        )


def _signature(name: str) -> str | None:
    """Return the signature of ``module:name`` as text, or None when there is no such function.

    What is patched already is seen through: patches wrap the function they stand for.
    """
    module, path = name.split(":")
    try:
        return str(inspect.signature(attrgetter(path)(importlib.import_module(module))))
    except (ImportError, AttributeError):
        return None
