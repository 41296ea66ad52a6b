"""What nkbook uses inside WeasyPrint and pydyf beyond their documentation, without replacing it.

Each name is followed by what is relied on. Attributes and keys of dictionaries have no source of
their own: the function that makes them is named for them.
"""

from __future__ import annotations

from types import MappingProxyType

from nkbook.weasy.guards.for_sections import FOR_SECTIONS

RELIED = MappingProxyType({
    **FOR_SECTIONS,
    "weasyprint.layout.block:_break_line": (
        "returns abort, stop and the place to resume at (notes.lines)",
        "2b92255d94ab45f789310b2716ae1bf7d4a178e18636e4fc42cbfa56fbf9fd1a"),
    "weasyprint.layout.block:collapse_margin": (
        "notes.lines",
        "c91ad56f81717b09e3a76bb59ab5799feeb449e3a263f039a6a6df4853e33334"),
    "weasyprint.layout.block:iter_line_boxes": (
        "yields lines with where the next begins (notes.lines), sets their text_indent (lines)",
        "04aec48abfcad809bc94c54eeba0e23a389e824cec85fe67bc1b21412d29dc3a"),
    "weasyprint.layout.block:remove_placeholders": (
        "notes.lines",
        "ce16d97a1caacea0b8d73e44a1b54b768e0c76c6d58d4c414e5f10e77859bd08"),
    "weasyprint.layout.block:block_container_layout": (
        "a box's height is auto while its lines are laid out (composition)",
        "65842ca53a8391ebad539e7ff642eec2f429e981df4396590c37c7b0a0e524dc"),
    "weasyprint.layout:LayoutContext.__init__": (
        "font_config, page_maker, footnotes, target_collector, in_column, excluded_shapes",
        "1fb6033661ed0b1b200b21e8954dc9d6f05337b95075ec7ccdb9e3f29eca0cdd"),
    "weasyprint.layout:LayoutContext.layout_footnote": (
        "notes.lines",
        "bd1bb8b5c9043d1f0141d966b7eeec35dcebaffe7ed6734213c3e6e361e2c088"),
    "weasyprint.layout:LayoutContext.report_footnote": (
        "notes.lines",
        "2f8e88614799d3a67f3c9dadd6c8d89934f89e8ff6df61137b1fb576a51085a3"),
    "weasyprint.layout:LayoutContext.overflows_page": (
        "notes.lines",
        "93bb7d364d4cf76eb3f0e39c84450957bf5eca77241af35ac7aeac58cdd21194"),
    "weasyprint.layout:layout_document": (
        "lays out again what has content_changed (locators)",
        "a5cbf437e99caf7293e7ed2289278048bca734f7ead2e947b4e24e4a3a536dbc"),
    "weasyprint.layout:initialize_page_maker": (
        "the rows of page_maker (margins, speed, locators)",
        "5bb3c878d722af539b86e32f76d5471daa0ce18b88604e7d42404f6e4d5419e8"),
    "weasyprint.layout.page:remake_page": (
        "the keys anchors, content_lookups and content_changed (speed)",
        "1ff09b2dffa17839c03aec1150866068066c43e76a5cace0ea298e68909c6d31"),
    "weasyprint.layout.inline:iter_line_boxes": (
        "the stack of places to resume at (lines)",
        "04aec48abfcad809bc94c54eeba0e23a389e824cec85fe67bc1b21412d29dc3a"),
    "weasyprint.layout.inline:split_first_line": (
        "context may be None where texts are measured (line_ends)",
        "39ad1016863ca34de0bea4c9fcffb46da7e27813c87dd82b7011bfa19fe5504f"),
    "weasyprint.layout.inline:inline_block_width": (
        "casting",
        "8df24c71e11f23d23cb7f084d04a1fe7d4bf0d6270966702db607932652ed77b"),
    "weasyprint.layout.preferred:max_content_width": (
        "casting",
        "249852d3d5ed7da3d48d15362accdf390e6792c47e990102b009d53ee5c034e5"),
    "weasyprint.layout.preferred:replaced_max_content_width": (
        "cells",
        "1b21b0abcdaefd605bc41ec89d09598c14c3712fcdae93d02de0bc5ca2528041"),
    "weasyprint.layout.inline:inline_replaced_box_layout": (
        "casting",
        "f1fe4648b21a8efa5ee57e10cb7227f11ffffc3b7cad237b6d555e5e08831d7f"),
    "weasyprint.layout.inline:first_letter_to_box": (
        "takes the first letter out of a line box (composition)",
        "9f3d58c31344c13b972472dea2ff7c32daae87dd528b73a4c44bd8af24fe820d"),
    "weasyprint.layout.inline:line_box_verticality": (
        "uses margins and baseline of boxes (setting, ruby)",
        "1018aadb3410f89ad3e134e1957707ac17118a917c7f8e65ff48c69fef2091bb"),
    "weasyprint.layout.leader:handle_leader": (
        "lengthens leaders after a line was split (setting)",
        "e4bf5941eb946d0b2029b21c3613f384d6157edb01d98add8d3bfa120ac3e571"),
    "weasyprint.layout.percent:resolve_percentages": (
        "casting, lines",
        "71673078096fcf8764e6412933288cc79ba956eae0d939deda27beaeac45acad"),
    "weasyprint.layout.percent:adjust_box_sizing": (
        "does nothing to a content-box (used_values)",
        "88f3351db0280d16752c28f87f2a50344c0177dd5e20879e8b8da4be3ef4ec8e"),
    "weasyprint.layout.absolute:AbsolutePlaceholder": (
        "_box (pagemap, tree)",
        "336e26c56311f1051105da84865f88b49213503068d3f8133810805a3597a6f8"),
    "weasyprint.css.targets:TargetCollector.__init__": (
        "counter_lookup_items (speed)",
        "4ab182ea36e0ec17a4b6a80f3a0e397e44efc198470b04c371e023101ba48902"),
    "weasyprint.css.targets:TargetCollector.collect_missing_counters": (
        "items are only added (speed)",
        "9463b63110cd401ae22c79896cb2413ce2299e89d89788d649df87c43ae73ecf"),
    "weasyprint.css.targets:CounterLookupItem.__init__": (
        "missing_target_counters (speed)",
        "46d30323c508f97d222acbe64ec7b58cc1dc9d347195c5e91a903ba7d9525a76"),
    "weasyprint.formatting_structure.build:content_to_boxes": (
        "parse_again replaces children of nested boxes (composition)",
        "a4b18a5a0b5083d6929f25b8c4aae6247c22cff7d2d4d5908b6fe6e5e5e9d057"),
    "weasyprint.formatting_structure.build:create_anonymous_boxes": (
        "notes.area",
        "f1e76cc779a8985537b04c91ed408f44ac5c5eb652552898fcb9eb01bf02f033"),
    "weasyprint.formatting_structure.boxes:Box.__init__": (
        "element, element_tag, style",
        "d2a27e9348dba409fab2a08eaa895740d7aeda9cfdc674f3ff0c07ad9f140433"),
    "weasyprint.formatting_structure.boxes:Box.copy": (
        "takes attributes along (ours)",
        "331619c2804942aa3eb1b7d8609f81f67aceb4cde479cd2fc7cce0b993a90a29"),
    "weasyprint.formatting_structure.boxes:Box.descendants": (
        "as it is",
        "24d42901484b3002de8122eaf08af5c49856189c1afe89d0978e6c45dd8250a5"),
    "weasyprint.formatting_structure.boxes:Box.all_children": (
        "as it is",
        "cdefcd03574049b889b47fe76ab939ceec304000a9fc83bd30fe4c6ec807c1c8"),
    "weasyprint.formatting_structure.boxes:Box.hit_area": (
        "pages",
        "ec641e60b381ea2e23a49b862ffd5915cc5577419f24d8090f12b1b88f33d429"),
    "weasyprint.formatting_structure.boxes:Box.margin_width": (
        "casting",
        "316a565ee58c5d8683f4f1fc1b7488aeacc76ed0be34def2379feec65e5ba8e7"),
    "weasyprint.formatting_structure.boxes:Box.margin_height": (
        "setting, ruby",
        "c60caa09d7bf46b60aa1aff80589eb783533eebf381fc0c8878a43e62ed80e22"),
    "weasyprint.formatting_structure.boxes:TextBox.copy_with_text": (
        "lines, locators",
        "6622eb8a3e118be90b0c4cfd16c6cbb420471482a35aae003b1b49e13d942549"),
    "weasyprint.formatting_structure.boxes:FootnoteAreaBox": (
        "page; each page has a new one (notes.area)",
        "44d2d15f921a53509f9efd5c94c26aa3597de64fbea065cbafe243e887721533"),
    "weasyprint.css:StyleFor.__init__": (
        "font_config; the cascade keeps its order (speed)",
        "d60656cf202d3e3b31cc0d44390e43a38a519c3af21beeb47e50a9a201e02d70"),
    "weasyprint.css:StyleFor.get_cascaded_styles": (
        "speed",
        "5370e12f7feed7a318c2217abe7e92cf83ab7d78d2e95facd2ffb4141602f5ba"),
    "weasyprint.css:StyleFor.add_page_declarations": (
        "speed",
        "1eae5c635d06a22ac536b493cad6fc080f2a855ad4d21191c4ecf910b7e93542"),
    "weasyprint.css:StyleFor.set_computed_styles": (
        "speed",
        "bdbc6860fc5a888a31611d194973a5cebfc5b86f4ce865499b8ca37c6d4886cc"),
    "weasyprint.css:InitialStyle.__init__": (
        "font_config (ours)",
        "1340c68f8e9a0f03e943af3bcc07f25b74cc3c27bff5b6ce893cd6400f78e7a2"),
    "weasyprint.css:AnonymousStyle.__init__": (
        "font_config (ours)",
        "74836bd8fae9dabbce7467bd1928cd65728fb1cbc3b71805592c98c396f3b609"),
    "weasyprint.css:ComputedStyle.__init__": (
        "font_config, root_style (ours, grid)",
        "1c8d3e9e4f84ff153eae00870aa70bbfe44399414b3cda297404ecce9895aa06"),
    "weasyprint.css:ColorProfile.__init__": (
        "archive",
        "9b7661b67d3d245489dca7e052ea513d21830e420d9628346fa3e27bcfda5e6e"),
    "weasyprint.css:ComputedStyle.copy": (
        "makes a plain style of one that shares (shared_styles)",
        "1253dbb0ff0f9e754750b6b4fcba658456e0a5fcb960d8e7ec0afd1f59d347d1"),
    "weasyprint.css:ComputedStyle.__missing__": (
        "only the anchor of a style depends on the anchor (shared_styles)",
        "5b34f190d6dc227f80ae5286fdd227ff12d955329d58b519ce4f03864e9841aa"),
    "weasyprint.css:Style": (
        "anonymous_style (shared_styles)",
        "d3fe87424e314c43b6b9fdb5f36c0d20ec52ef87a0fce546faac978ea959ebc1"),
    "weasyprint.css:StyleFor.__call__": (
        "writes zeros into styles of tables and their parts (shared_styles)",
        "1c78c260676b042679a55f686d9c473b71ef44a62711f38d8377fe4cdc4b7792"),
    "weasyprint.document:Document.__init__": (
        "font_config, fonts, pages, color_profiles",
        "67999c2f5dda352d30bc06a83b3770e2cda9b59e61b5f7affa659af3fe55e472"),
    "weasyprint.document:Page.__init__": (
        "links and anchors (pages, tree)",
        "1e09c7b86a6f6471fee63df5e0cea26a478112731fa441b96312b3eb3cfb250c"),
    "weasyprint.document:Document.write_pdf": (
        "finisher, pdf_identifier",
        "c3e79139ad6c5a5f515154add60ea92bb3ec98141a8030c8dd3fd5cf24bcef81"),
    "weasyprint.pdf:generate_pdf": (
        "adds tags after all pages are drawn; streams get document.fonts (ours)",
        "626343ef25c396e8521948cadbe2b7544331c161040da80ed4e338fadac3efa9"),
    "weasyprint.pdf.anchors:add_links": (
        "link_annotation of boxes (structure)",
        "262e8b9b299892a7b539bf622e47b891f9c0548e555d6438c3ae6c48f30feca0"),
    "weasyprint.pdf.anchors:resolve_links": (
        "reads page.links and page.anchors (pages)",
        "f95937bb4e4f100754065a4aaab8ec8a97465dc5deeae67ce2c36ce859dde92b"),
    "weasyprint.pdf.metadata:DocumentMetadata.include_in_pdf": (
        "the catalogue's Metadata (archive)",
        "0ee29facba13ff6408e60315952b84d24ef40fe35afe72f518379f625dace619"),
    "weasyprint.pdf.stream:Stream.__init__": (
        "_fonts, _tags, _current_color, ink_rect, logical_rect",
        "981d68d7fba4db0ee75b3eb4aeb95bd0c89f1b9d0946639fcc813f4289416a2c"),
    "weasyprint.pdf.stream:Stream.clone": (
        "passes _fonts and _tags on (marking, ours)",
        "e4c54920f2e50c7927b8099e9eead01875f1c642be4fdf5124bb2e3f546fb6cf"),
    "weasyprint.pdf.stream:Stream.push_state": (
        "as it is",
        "144bb0018642de0f1bb08515fc90236f838163c6e615335facec666894cea741"),
    "weasyprint.pdf.stream:Stream.pop_state": (
        "forgets _current_color (inks)",
        "44a866be7edf4f735272f9bb0a7900f65e41d5d7526ab5a5e36466277a0e39df"),
    "weasyprint.pdf.stream:Stream.transform": (
        "inks",
        "99927700786a452bbd318397ae7fc470bcae1029d986db2917688a147df654ed"),
    "weasyprint.pdf.stream:Stream.set_alpha": (
        "inks",
        "2bdf74d9cd74e32b51db33ca43e921f9fc21b439332b38008a354ac44a85dc28"),
    "weasyprint.pdf.stream:Stream.add_font": (
        "returns font and size (drawing)",
        "c3d55912c67dae5a8001c2d6f0db1f5e87dc6e11424830f25b00f44c3976f26b"),
    "weasyprint.pdf.stream:Stream.set_font_size": (
        "drawing",
        "eb0c954624d8dad0647c2690b4a5ed435e0dcc37ea5fd80727167398053541b1"),
    "weasyprint.pdf.stream:Stream.stacked": (
        "marks",
        "ac00a6514bac95953d76a86fd6bd72e3fcb31d8f246dcb194789a84c706104cf"),
    "weasyprint.pdf.fonts:Font.__init__": (
        "hash, to_unicode, widths, bitmap, svg, png, colr (drawing)",
        "0d1bfc9d42300793c775fe7c386177808164ba2f74b7deb3981a876e5ecb90bc"),
    "weasyprint.svg:SVG.draw": (
        "context and font_config (drawings)",
        "168c80f9cb7d3cac52e157cbe70ebbafae2418acdc4a672aa891be9012aa721c"),
    "weasyprint.svg:SVG.__init__": (
        "font_config (drawings)",
        "447225825c6673bfc117bac3ade95a2a266b071a83afcec091b37c76115fe566"),
    "weasyprint.svg.text:text": (
        "makes a Style and fills it (drawings)",
        "67a30c3e181b4a8002350771928b86b26dfef05b2706d0b3c6b46943e41af61b"),
    "weasyprint.draw.color:get_color": (
        "marks",
        "8196bf0c7ddc3e54ef94b8ec3d0fb82b5e7417f1e328b567d3aa82e1bb318910"),
    "weasyprint.draw.text:draw_text": (
        "calls draw_first_line with the text's matrix (drawing)",
        "ebaf96239c6ca3635d2b91bfb34718c2dcebd7809fec1c53fb8dffd1366befe3"),
    "weasyprint.text.line_break:Layout.__init__": (
        "shaping",
        "d2eb66c17fca066b173523e35a0632d0354d27112dc7230551eaee192c3ecb65"),
    "weasyprint.text.line_break:Layout.set_text": (
        "shaping",
        "cfe290e5cf742d88acdff21c963e5f9e660ddb97981a310781638784f8438e9c"),
    "weasyprint.text.line_break:Layout.get_first_line": (
        "shaping",
        "fccf446f22abd5dd13ba93ff42ccdec0d5c376a812bcb9be48e98a70fe1ca67a"),
    "weasyprint.text.line_break:create_layout": (
        "drawing",
        "6587192cc0ab3ffad7bb1902654c7f26dd28910f760804bcf67cbf7b986660b0"),
    "weasyprint.text.line_break:get_log_attrs": (
        "shaping",
        "65c1a1c4fa75ee95975fa01db9055b519bfcc205d3f70a3c4e81a906b8fbb429"),
    "weasyprint.text.line_break:line_size": (
        "shaping",
        "03fa04fd51fc69aa128ca5312faa9a82578d88cf8549fda8d3d63a76f8eef173"),
    "weasyprint.text.line_break:strut": (
        "shaping",
        "b57885b70dd08efe92f72a746709e08c576f47b90edb36f02925fefa15bb761a"),
    "weasyprint.text.fonts:FontConfiguration.__init__": (
        "_config (reading.fonts)",
        "87e18f55153b369074d296829d7bc0e9df554cc388cb94d5a20c487b1a8e8997"),
    "weasyprint.stacking:StackingContext.from_page": (
        "what a page paints, and in which order (covering)",
        "d9bd2cf07324d62bc1aa078d843b2d763c1a04e71e9776feaae60d5ae10f9a58"),
    "weasyprint.stacking:StackingContext.from_box": (
        "its contexts, blocks and cells (covering)",
        "7dbb68efe7ccb29e9912599bd26b1ab40eac4a0a34ab28947483fcfdcd4ff352"),
    "weasyprint.images:RasterImage.__init__": (
        "its mode says whether it has alpha (covering)",
        "867c9403e439c2b6b4bf9870a9aaeaa45ce50a4102e9bb080cf8d63a94d19ca9"),
    "pydyf:Object.reference": (
        "as it is",
        "c10ad37d28f1147395ed2958de39e3db80179b3c0f12590028ebeefbdfbbe19b"),
    "pydyf:PDF.__init__": (
        "pages, objects, catalog",
        "fc080b8d173e46237161a61d6efd3f748b01d8dcec7b96fcc89c8cd5ef6fa14f"),
    "pydyf:PDF.add_page": (
        "three entries in Kids for each page (speed)",
        "c808ba5417d96c6fed6225e8c41c66be6717edcb099806f9ad09e7c4ef73a05b"),
    "pydyf:PDF.add_object": (
        "as it is",
        "77c6e95142d0b3add1fae4fad4f68efce04461b1a674a3906f60ef95a9943c3d"),
    "pydyf:String.data": (
        "ends with one mark (structure)",
        "13b2a1a08ee80952caa3850d0f1b6b82779c4ca98278aabf2b162f581a8ac49e"),
    "pydyf:Stream.begin_marked_content": (
        "marking",
        "52f91247d323b2cc176a9a8364b16a293bcdb9290eac365e22128abaf8476623"),
    "pydyf:Stream.end_marked_content": (
        "marking",
        "dfaac31ca3a88d7eb071a00674d1601c4f7a7ca9f311194dd41ba7a01d9b1dfa"),
    "pydyf:Stream.set_text_matrix": (
        "drawing",
        "aa345c9c653e5ed156ad8223349f8a17746b770ff1992b5c6a782fcd9c4edf5a"),
    "pydyf:Stream.set_text_rise": (
        "drawing",
        "35a04cf70ebf34c851492b77a201397dd87010cb919f6e05b63e09812fda5f21"),
    "pydyf:Stream.show_text": (
        "drawing, line_ends",
        "7aa310e48506105afbc6372b60bf470be74a14144220256ecebab230c74a2a31"),
})  # fmt: skip
