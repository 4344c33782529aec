"""The template of the 名册表: heads, an example that is passed over, and what each column asks for."""

from io import BytesIO

from gitrace.importing.village_sheet import CLAIMS, EXAMPLE

EXPLAINED = {
    "parcel": "不动产单元号、林权证号或承包合同号，全县唯一；一块地只能报一次。",
    "township": "九位代码，如 421223103。",
    "village": "与户口所在村的名称一致。",
    "household": "县里编的户号。",
    "name": "与登记的户主姓名一致。",
    "phone": "可不填。",
    "id_number": "可不填；只换算成短码查重，号码不保存。",
    "contract_mu": "该户全部承包面积。",
    "plot": "可不填，按户号顺次编号。",
    "area_mu": "这块地的面积；各地块之和不超过承包面积。",
    "cover": "自然 或 覆盖。",
    "kg_per_mu": "公斤；高于定额的须填实测样方。",
    "measured_sample": "测产日期、样方位置和结果。",
}


def template() -> bytes:
    """The workbook. Every column is text, so that no long number loses its digits."""
    import xlsxwriter  # type: ignore[import-untyped]

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bg_color": "#E5F0E5"})
        sheet, notes = book.add_worksheet("名册"), book.add_worksheet("填写说明")
        notes.set_column(0, 0, 18)
        notes.set_column(1, 1, 70)
        for place, column in enumerate(CLAIMS.columns):
            sheet.set_column(place, place, 18, text)
            sheet.write_string(0, place, column.header, head)
            sheet.write_string(1, place, EXAMPLE[place], text)
            notes.write_string(place, 0, column.header)
            notes.write_string(place, 1, EXPLAINED[column.field])
        sheet.freeze_panes(1, 0)
    return content.getvalue()
