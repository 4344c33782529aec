"""The application: the only file that knows all doors."""

from flask import Flask
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]
from werkzeug.middleware.proxy_fix import ProxyFix

from gitrace.assets import TEMPLATES
from gitrace.storage import Store
from gitrace.web import doors, figures, headers, problems
from gitrace.web.account import account
from gitrace.web.administrator import administrator
from gitrace.web.cookies import use_cookies
from gitrace.web.installation import install
from gitrace.web.lab import lab
from gitrace.web.language import speak_languages
from gitrace.web.menu import hang_menu
from gitrace.web.producer import producer
from gitrace.web.public import public
from gitrace.web.public.lane import Lane
from gitrace.web.regulator import regulator
from gitrace.web.static_files import serve_static_files
from gitrace.web.type_size import offer_large_type

DOORS = (public, account, administrator, regulator, producer, lab)

# What hangs in the menu, in this order, with other addresses whose pages belong to it; each entry shows to the roles
# that its view lets in. A long menu folds after its fifth entry, so what is used every day comes first.
MENU = (
    ("regulator.show_today", "今日"),
    ("regulator.list_lots", "批次"),
    ("regulator.list_deliveries", "交售单"),
    ("regulator.list_producers", "生产者", "authorisations", "scales", "trade-items"),
    ("regulator.list_lists", "名册", "list-sheets", "figures"),
    ("regulator.list_applications", "用标申请"),
    ("regulator.list_households", "农户", "plots", "records", "cards", "card-issues"),
    ("regulator.list_inputs", "投入品"),
    ("regulator.list_reports", "检验报告", "proposed-holds"),
    ("regulator.list_certificates", "合格证"),
    ("regulator.list_messages", "消费者反映"),
    ("regulator.list_copies", "疑似复制"),
    ("regulator.list_denials", "农户否认"),
    ("regulator.list_callbacks", "电话回访"),
    ("regulator.list_marked_lots", "事后不通过"),
    ("regulator.list_laboratories", "检验机构"),
    ("regulator.show_versions", "产品档案"),
    ("regulator.list_accounts", "克数账户"),
    ("regulator.show_ledger", "账本", "events", "erasures"),
    ("regulator.list_imports", "导入"),
    ("regulator.list_returns", "报表"),
    ("regulator.list_exports", "导出"),
    ("lab.list_reports", "检验报告"),
    ("producer.show_today", "今日"),
    ("producer.list_deliveries", "交售单", "slips"),
    ("producer.list_lots", "批次"),
    ("producer.list_label_lots", "标签", "runs", "print-orders"),
    ("producer.list_certificates", "合格证"),
    ("producer.list_reports", "检验报告"),
    ("producer.find_household", "生产记录", "households"),
    ("producer.list_inputs", "投入品"),
    ("producer.list_purchases", "收购台账"),
    ("producer.show_profile", "本单位", "scales", "trade-items", "people", "applications"),
    ("administrator.list_people", "人员"),
)

FORM_BYTES = 1024 * 1024
"""Largest body of a request; a view that takes a file declares its own, `doors.takes_file`."""


def create_app(store: Store) -> Flask:
    """The Flask application over an open store; raises UndeclaredView when a view does not say who may enter."""
    app = doors.GuardedFlask("gitrace", template_folder=str(TEMPLATES), static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=FORM_BYTES,
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard calls it, after the role and unless the form is a public one
        WTF_CSRF_TIME_LIMIT=None,  # a clerk's form stays open all morning; the token ends with its cookie
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    install(app, store)
    use_cookies(app, store.keys.session)
    speak_languages(app)
    offer_large_type(app)
    figures.write_figures(app)
    problems.say_problems(app)
    CSRFProtect(app)
    app.before_request(doors.guard)
    app.after_request(headers.dress)
    for door in DOORS:
        app.register_blueprint(door)
    hang_menu(app, MENU)
    serve_static_files(app)
    headers.offer_scripts(app)
    app.wsgi_app = Lane(app)  # type: ignore[method-assign]
    _trust_proxies(app, store.settings.proxies)
    return app


def _trust_proxies(app: Flask, count: int) -> None:
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
