"""Django's settings. What differs between installations is read in environment.py."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from einlass.config import environment, logs

PACKAGE = Path(__file__).resolve().parent.parent
PROJECT = PACKAGE.parent.parent
DATA = environment.data_folder()

DEVELOPMENT = environment.is_development()
DEBUG = False
SECRET_KEY = environment.secret_key()
PUBLIC_URL = environment.public_url()
HOST = urlsplit(PUBLIC_URL).hostname or ""
# In development one may come by any name, a phone in the same network for instance.
ALLOWED_HOSTS = ["*"] if DEVELOPMENT else [HOST]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "einlass.web",
    "einlass.mail",
    "einlass.events",
    "einlass.applications",
    "einlass.reviews",
    "einlass.tickets",
    "einlass.admission",
    "einlass.programme",
    "einlass.checkin",
    "einlass.setup",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_countries",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "einlass.web.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "einlass.events.session_store.note_browser",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "einlass.web.middleware.back_to_the_page",
    "einlass.web.middleware.refuse_nul",
]

ROOT_URLCONF = "einlass.config.urls"
WSGI_APPLICATION = "einlass.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "einlass.events.context.page",
            ],
            "builtins": ["einlass.web.templatetags.web", "django.contrib.humanize.templatetags.humanize"],
        },
    }
]
FORM_RENDERER = "einlass.web.forms.Renderer"

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# How long a server process keeps public pages and the form's questions before it looks again (web/kept.py).
KEPT_FOR = timedelta(seconds=0 if DEVELOPMENT else 5)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Counts of the applications of the events looked at last: reviews/pool/reading.py
    "pool": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pool",
        "OPTIONS": {"MAX_ENTRIES": 20},
    },
}
SESSION_ENGINE = "einlass.events.session_store"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- who may sign in: staff only; everybody else comes by a signed link ---------------------------------
AUTH_USER_MODEL = "events.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "einlass.events.accounts.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# An owner enters the addresses of the team; there is no sign-up that would have to prove one.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Einlass"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "setup:events"
LOGOUT_REDIRECT_URL = "/"

# --- language and time ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

MESSAGE_TAGS = {25: "good", 30: "wait", 40: "bad"}  # success, warning, error

COUNTRIES_OVERRIDE = {"XK": _("Kosovo")}

# --- files ----------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
NPM = PROJECT / "node_modules"
STATICFILES_DIRS = [
    (f"npm/{package}", NPM / path)
    for package, path in {
        "hanken-grotesk": "@fontsource-variable/hanken-grotesk/files",
        "young-serif": "@fontsource/young-serif/files",
        "zxing-wasm/es": "zxing-wasm/dist/es",
        "zxing-wasm/reader": "zxing-wasm/dist/reader",
        "idb": "idb/build",
        "altcha": "altcha/dist/external",
        "altcha-workers": "altcha/dist/workers",
        "noble-ed25519": "@noble/ed25519",
    }.items()
]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "einlass.web.npm_modules.ModuleFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "einlass.web.static_files.Storage"},
}
WHITENOISE_MAX_AGE = 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "einlass.applications.uploads.OnlySoLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- mail -----------------------------------------------------------------------------------------------
MAIL_SERVER = environment.mail_server()
EMAIL_BACKEND = "einlass.mail.smtp.MailServer" if MAIL_SERVER else "einlass.mail.mailbox.Mailbox"
globals().update(MAIL_SERVER or {})
EMAIL_TIMEOUT = 30
MAIL_PER_MINUTE = environment.mails_per_minute()
MAILBOX = DATA / "mailbox"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.mail_from()
# What a message may carry, by the name it has in Message.attachments.
MAIL_ATTACHMENTS = {"ticket": "einlass.tickets.pdf.ticket_attachment"}
# Mails that one can end with one click in the mail program (RFC 8058): what gives the address from the mail's context.
MAIL_UNSUBSCRIBING = {
    "setup/confirm_subscription": "einlass.setup.subscriptions.emails.unsubscribing_url",
    "setup/applications_open": "einlass.setup.subscriptions.emails.unsubscribing_url",
}
# What the rooms call their mails, in the order in which people meet them.
MAIL_CATALOGUES = [
    "einlass.applications.mail_catalogue",
    "einlass.reviews.mail_catalogue",
    "einlass.admission.mail_catalogue",
    "einlass.tickets.mail_catalogue",
    "einlass.setup.mail_catalogue",
    "einlass.mail.mail_catalogue",
]
# Whom the team may write to: groups(event) gives a list of Group (mail/groups/registry.py).
MAIL_GROUPS = [
    "einlass.applications.mail_groups.groups",
    "einlass.admission.mail_groups.groups",
    "einlass.tickets.mail_groups.groups",
    "einlass.programme.mail_groups.groups",
    "einlass.mail.groups.team.groups",
]
# Asked of a message's context before it goes: whether nobody is to get it any more.
MAIL_DROPPED_IF = "einlass.applications.erasure.is_about_erased"

# --- draws ----------------------------------------------------------------------------------------------
DRAND_RELAYS = environment.drand_relays()

# --- what rooms above the events show on an event's public page -----------------------------------------
EVENT_PAGE_PARTS = [
    "einlass.setup.subscriptions.event_part.subscription_part",
    "einlass.admission.event_part.draws_part",
]
# And on the short page of an event that is announced before it opens: nothing else of it is public.
ANNOUNCED_PAGE_PARTS = ["einlass.setup.subscriptions.event_part.subscription_part"]
# The same for the team's overview.
TEAM_PAGE_PARTS = ["einlass.mail.outbox.overview_part.mail_part"]

# --- where the team's search looks, in this order where two kinds fit equally well ------------------------
SEARCH_PROVIDERS = [
    "einlass.events.search.pages.PAGES",
    "einlass.applications.search_provider.APPLICATIONS",
    "einlass.tickets.search_provider.TICKETS",
    "einlass.admission.search_provider.OFFERS",
    "einlass.admission.search_provider.GUESTS",
    "einlass.admission.search_provider.PARTNERS",
    "einlass.admission.search_provider.CONTINGENTS",
    "einlass.admission.search_provider.DRAWS",
    "einlass.programme.search_provider.SESSIONS",
    "einlass.programme.search_provider.SPEAKERS",
    "einlass.setup.search_provider.SETTINGS",
    "einlass.setup.search_provider.MEMBERS",
]

# --- what the team's first page of the day says, in this order -------------------------------------------
MORNING_PROVIDERS = [
    "einlass.setup.morning.MORNING",
    "einlass.reviews.morning.MORNING",
    "einlass.reviews.morning.DUPLICATES",
    "einlass.admission.morning.MORNING",
    "einlass.admission.morning.PARTNERS",
    "einlass.tickets.morning.MORNING",
    "einlass.programme.morning.MORNING",
    "einlass.checkin.morning.MORNING",
    "einlass.mail.outbox.morning.MORNING",
]

# --- what rooms below the set-up add to "Copy from another event" (events/copying.py) --------------------
EVENT_COPY_PARTS = ["einlass.admission.event_copy.offer_policy_part"]

# --- work on whole events, by the worker (setup/event_tasks) ---------------------------------------------
EVENT_TASKS = {
    "anonymise": "einlass.setup.afterwards.anonymising.run",
    "delete": "einlass.setup.afterwards.deleting.run",
    "export": "einlass.setup.archiving.writing.run",
    "import": "einlass.setup.archiving.importing.run",
    "rehearse": "einlass.demo.rehearsing.run",
    "wipe": "einlass.setup.afterwards.deleting.run_wiping",
}
# What the law lets nobody delete yet: find(event, at=…) gives a list of Retention (setup/afterwards/deleting.py).
EVENT_RETENTIONS: list[str] = []

# --- what is held about people: modules that hand it out and delete it, lowest room first ----------------
APPLICANT_DATA = [
    "einlass.applications.holdings",
    "einlass.reviews.holdings",
    "einlass.admission.holdings",
    "einlass.setup.subscriptions.holdings",
]
TICKET_DATA = ["einlass.checkin.holdings"]
# Rows that say nothing of a person once the application is emptied; all others that hang on it are deleted.
APPLICANT_ROWS_THAT_STAY = ["reviews.Decision", "admission.DrawEntry", "admission.Offer"]
# Rows that are worked out from applications, and go with them.
APPLICANT_ROWS_WORKED_OUT = ["reviews.DuplicatePair"]

# --- logs -----------------------------------------------------------------------------------------------
LOGGING = logs.settings(is_development=DEVELOPMENT)

# --- security -------------------------------------------------------------------------------------------
IS_HTTPS = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if not DEVELOPMENT else None
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "einlass.web.views.form_expired"
# The names of Django 6, so that the middleware can go when we move there.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
