"""Which distribution on a package index provides an import name, where the two differ.

healbot never installs anything; reports use this to say what is missing.
"""

from __future__ import annotations

from healbot.generators.fix_patterns.names.wordlist import words

_DIFFERENT: dict[str, str] = {
    "Bio": "biopython",
    "Crypto": "pycryptodome",
    "Cryptodome": "pycryptodomex",
    "Cython": "Cython",
    "IPython": "ipython",
    "Levenshtein": "Levenshtein",
    "MySQLdb": "mysqlclient",
    "OpenGL": "PyOpenGL",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "PyPDF2": "PyPDF2",
    "PyQt5": "PyQt5",
    "PyQt6": "PyQt6",
    "Xlib": "python-xlib",
    "airflow": "apache-airflow",
    "apt_pkg": "python-apt",
    "attr": "attrs",
    "bluetooth": "PyBluez",
    "bs4": "beautifulsoup4",
    "bson": "pymongo",
    "cairo": "pycairo",
    "clr": "pythonnet",
    "community": "python-louvain",
    "compose": "docker-compose",
    "consul": "python-consul",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "decouple": "python-decouple",
    "discord": "discord.py",
    "django_filters": "django-filter",
    "dns": "dnspython",
    "docopt": "docopt",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "editor": "python-editor",
    "engineio": "python-engineio",
    "environ": "django-environ",
    "faiss": "faiss-cpu",
    "fitz": "PyMuPDF",
    "flask_cors": "Flask-Cors",
    "flask_login": "Flask-Login",
    "flask_migrate": "Flask-Migrate",
    "flask_restful": "Flask-RESTful",
    "flask_sqlalchemy": "Flask-SQLAlchemy",
    "flask_wtf": "Flask-WTF",
    "fuzzywuzzy": "fuzzywuzzy",
    "genshi": "Genshi",
    "gi": "PyGObject",
    "git": "GitPython",
    "github": "PyGithub",
    "gitlab": "python-gitlab",
    "gnupg": "python-gnupg",
    "googleapiclient": "google-api-python-client",
    "grpc": "grpcio",
    "grpc_tools": "grpcio-tools",
    "haystack": "django-haystack",
    "hydra": "hydra-core",
    "igraph": "igraph",
    "imblearn": "imbalanced-learn",
    "impala": "impyla",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "kafka": "kafka-python",
    "keycloak": "python-keycloak",
    "ldap": "python-ldap",
    "lxml": "lxml",
    "magic": "python-magic",
    "markdown": "Markdown",
    "memcache": "python-memcached",
    "mpl_toolkits": "matplotlib",
    "multipart": "python-multipart",
    "mysql": "mysql-connector-python",
    "nacl": "PyNaCl",
    "nmap": "python-nmap",
    "oauth2client": "oauth2client",
    "openai": "openai",
    "past": "future",
    "pexpect": "pexpect",
    "pkg_resources": "setuptools",
    "playhouse": "peewee",
    "pptx": "python-pptx",
    "psycopg2": "psycopg2-binary",
    "pwiz": "peewee",
    "pycocotools": "pycocotools",
    "pylab": "matplotlib",
    "pynput": "pynput",
    "pythoncom": "pywin32",
    "pywintypes": "pywin32",
    "rapidjson": "python-rapidjson",
    "redis": "redis",
    "rest_framework": "djangorestframework",
    "ruamel": "ruamel.yaml",
    "scapy": "scapy",
    "sentence_transformers": "sentence-transformers",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slack": "slackclient",
    "slack_sdk": "slack-sdk",
    "slugify": "python-slugify",
    "snappy": "python-snappy",
    "socketio": "python-socketio",
    "socks": "PySocks",
    "speech_recognition": "SpeechRecognition",
    "sqlalchemy": "SQLAlchemy",
    "telebot": "pyTelegramBotAPI",
    "telegram": "python-telegram-bot",
    "tensorflow_hub": "tensorflow-hub",
    "tlz": "toolz",
    "torch": "torch",
    "umap": "umap-learn",
    "unidecode": "Unidecode",
    "usb": "pyusb",
    "websocket": "websocket-client",
    "werkzeug": "Werkzeug",
    "win32api": "pywin32",
    "win32com": "pywin32",
    "win32con": "pywin32",
    "win32gui": "pywin32",
    "wx": "wxPython",
    "xlsxwriter": "XlsxWriter",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}

_SAME = frozenset(
    words(
        "aiofiles aiohttp anthropic anyio arrow asyncpg bcrypt bokeh boto3 botocore "
        "cachetools celery certifi chardet click colorama cryptography dash dask django "
        "elasticsearch faker fastapi fire flask geopandas gevent gunicorn h5py httpx "
        "huggingface_hub hypothesis jax jinja2 joblib jsonschema keras langchain lightgbm "
        "loguru matplotlib mechanize mlflow mypy nbformat networkx nltk numba numpy "
        "paramiko pandas peewee pika plotly polars praw prettytable progress psutil "
        "psycopg pyarrow pydantic pygame pymongo pymysql pyperclip pytest pytz pyautogui "
        "requests rich scipy scrapy seaborn selenium sentry_sdk shapely simplejson six "
        "spacy starlette statsmodels streamlit sympy tabulate tensorflow termcolor toml "
        "tornado tqdm transformers tweepy typer ujson urllib3 uvicorn websockets xarray "
        "xgboost xlrd xmltodict zstandard"
    )
)
"""Import names whose distribution is called the same."""


def distribution_for(module: str) -> str | None:
    """Returns the distribution that provides a (dotted) module, ``None`` when it is not known."""
    top = module.partition(".")[0]
    if module.startswith("google.cloud."):
        return "-".join(module.split(".")[:3])
    if module.startswith("google.protobuf"):
        return "protobuf"
    if top in _DIFFERENT:
        return _DIFFERENT[top]
    return top.replace("_", "-") if top in _SAME else None
