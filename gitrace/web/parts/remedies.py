"""What to do about a check before labels that fails, by the finding's code: words for whoever stands at the bench."""

REMEDIES = {
    "authorisation": "请负责人申请用标或续期；核准由监管部门录入。",
    "listed": "移出名单以前不能使用标签，请联系市场监督管理局。",
    "label-use": "照“本单位”页上的说明整改，再联系监管部门恢复。",
    "mark-basis": "请监管部门录入公告号和产品标准。",
    "hold": "先不要贴、不要发货，等监管人员核实后解除。",
    "deficit": "把多出来的标签作废（选“拆包或没有贴上，笋还在”），或请监管人员核销。",
    "source-deficit": "先处理原料批次的差额：作废那里多出来的标签，或请监管人员核销。",
    "poured": "打开交售单看哪一项不通过：更正称重，或补全生产记录，检查会自动重做。",
    "test-report": "等检验机构录入报告，或由负责人上传外检报告。",
}
