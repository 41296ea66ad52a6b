"""What nkbook uses inside WeasyPrint and pydyf for sections that are laid out alone."""

from __future__ import annotations

from types import MappingProxyType

FOR_SECTIONS = MappingProxyType({
    "weasyprint:HTML.__init__": (
        "sets base_url, url_fetcher, media_type, wrapper_element, etree_element (documents)",
        "5215d4ebca63891d0d4de0722b08f7a509b3aaace9d98015eb330585cd9b78dd"),
    "weasyprint.document:Document._build_layout_context": (
        "reads stylesheets, makes the context (furniture)",
        "a7859b1c574cd59a8adfbbd57382bbda6481b7cb54e5985143f2a613ee54ffdf"),
    "weasyprint.layout.page:page_width": (
        "furniture",
        "dd3fd2b21aba5bbf5f17f07062ded71478d1dc3455562af6a3317470b6fd2753"),
    "weasyprint.layout.page:page_height": (
        "furniture",
        "71a0230377c0354e5832cc3a52726806a0e21f21bfcf1b7aa35f57f612cd1182"),
    "weasyprint.layout.page:_standardize_page_based_counters": (
        "a page's rule for its counter (frames)",
        "6c3791760c3fbe13e13bf08c4822d9857a163a2bbeecda3466b540f28500ebd0"),
    "weasyprint.layout.background:layout_backgrounds": (
        "takes the root from a page's first child (furniture)",
        "5d7d4d589e3d8a333562d335ece023df25f19edac047aa11d01cc8d88013b9f3"),
    "weasyprint.layout.block:block_level_page_break": (
        "beginning",
        "4c36f807aa76498f38889123643841888444796a348d11a3bb8bbdff53a78c10"),
    "weasyprint.layout:LayoutContext.get_string_or_element_for": (
        "named strings by page; who sets one first (frames, furniture)",
        "c84ebad669f25e133cded0c28b224290a9b9999b1cffe6e9b8de87b2e51816a5"),
    "weasyprint.css:get_child_text": (
        "the text of a stylesheet (sheets)",
        "03854ca0c098d237b53daf6f95723dcaffe788a6d517b7ce39d4806edb5da4af"),
    "weasyprint.css:get_all_computed_styles": (
        "finds stylesheets after those of the browser (sheets)",
        "e4063ec7d60e70bedff3e00ab9f0a34cd93413c13f5eb6aa6f019112bef6181b"),
    "weasyprint.css.targets:TargetLookupItem.__init__": (
        "state, target_box (targets)",
        "0b23fe683334e999e536c695fd50030747e12f1e4653f6bb78de1a23468a9c84"),
    "weasyprint.css.targets:anchor_name_from_token": (
        "targets",
        "c690ab4e5d0e76878ed4ac34a4eea44ef7ce7c0a4d5b96af97b4ca484b2916d8"),
    "weasyprint.urls:get_url_tuple": (
        "targets",
        "cbc0f15c20e39716a23d9f990247ac41639a5bd3665f177988b4ee7bc56532e8"),
    "weasyprint.html:get_html_metadata": (
        "furniture",
        "bc30b27717b2a9f872e690eb85cbc3f8d61a66d93e128065fb9322520d465c31"),
    "weasyprint.anchors:make_page_bookmark_tree": (
        "join.book",
        "269c0c4e1b2d5c20d0dc4738a95f76dd729d79266fcdbae706d335b8e53de809"),
    "weasyprint.pdf.anchors:add_outlines": (
        "join.book",
        "9f5d6afde78956a1c86de06fdfb3c5d7bf51529dd0aed590f532c779e02e472e"),
    "weasyprint.pdf:_use_references": (
        "fonts are one object in all resources (recording)",
        "4d1abd9646c3f4dc7d26b9798ce75d7f84acd627a4e3517a5c06634eccc58baa"),
    "weasyprint.pdf.fonts:Font.clean": (
        "hb_face and file_content are cut (join.fonts)",
        "cf6c698470f6a849251fada21485a9e94c4de53c69af98f6c47a1d87eb900b16"),
    "weasyprint.pdf.fonts:Font._harfbuzz_subset": (
        "glyphs keep their numbers (join.fonts)",
        "a60952666c450a92be537353ec37bb44c3166331b0d9c60f244cce6b0f71a5b8"),
    "pydyf:Stream.data": (
        "dictionary, bytes and what is between them (recording, writer)",
        "3236aa16a8f266f1674d3eb093cd4a9bc0cd635547cd840774afa3c8bc38ea52"),
    "pydyf:Dictionary.data": (
        "ends with >> (binding, trees)",
        "07bc5d6a3799304b6dc3dbec367e9cb3e57886886f1185d294945c01812da2ca"),
})  # fmt: skip
