"""What is kept: tables, migrations, repositories, the asset store and the home directory.

SQLite and Postgres stand behind the same repositories; :func:`noktvrn.storage.opening.open_storage` opens everything
that the settings name.
"""
