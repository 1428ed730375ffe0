"""The ACL of an endpoint: columns deny and permit of ps_endpoints."""

WIDTH = 95
"""Characters in each of the two columns."""


def write(blocks: list[str]) -> dict[str, str]:
    """The columns that let in these blocks only; `!` turns an item round, so that both columns together hold them."""
    columns: dict[str, list[str]] = {"deny": ["0.0.0.0/0"], "permit": []}
    for block in blocks:
        deny = ",".join([*columns["deny"], f"!{block}"])
        column, item = ("deny", f"!{block}") if len(deny) <= WIDTH else ("permit", block)
        columns[column].append(item)
    return {column: ",".join(items) for column, items in columns.items() if items}
