"""The console: server-rendered pages for officers and operators (staff), and for applicants and everybody (public).

Two processes of the same code. It reads and writes through the typed client, imports no service, and keeps nothing but
sessions in a database of its own.
"""
