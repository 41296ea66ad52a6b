"""Rewrites that several tools share: texts in another syntax, in nkbook's."""
