"""反映问题: what shoppers tell the regulator. Not a 投诉 or 举报 in law; those go to 12315."""
