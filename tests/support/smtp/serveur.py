"""A mail server that misbehaves as it is told, and a small web server, on loopback.

Started by tests/support/smtp/serveur.h. Its first line of output is "port SMTP HTTP"; then it reads
orders, one a line, and answers each with one line:
    mode NAME      how mail is treated from now on (MODES)
    lache          what `retient` holds is acknowledged
    attendre N     answers when N messages are held or were left without an acknowledgement
    connexions     how many connections there were
    auth           how many times somebody began to tell a password
    retenus        how many messages that is just now
    recus          how many messages were acknowledged
Message n (from 0) is in the files n.de, n.a, n.brut, n.entetes, n.sujet, n.texte, n.html, n.tls of
the folder given as argument, decoded by Python's e-mail library.
"""

import asyncio
import email
import email.policy
import http.server
import logging
import ssl
import subprocess
import sys
import threading
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

MODES = """accepte tls muet refuse_mail refuse_rcpt plus_tard_rcpt refuse_data plus_tard_data
refuse_corps plus_tard_corps deux_lignes muet_corps retient meurt_rcpt meurt_data meurt_corps
meurt_apres muet_quit""".split()

logging.disable(logging.CRITICAL)
folder = Path(sys.argv[1])
mode = "accepte"
connections = passwords = received = held = 0
release = None
changed = None


def keep(peer, session, envelope):
    global received
    message = email.message_from_bytes(envelope.original_content, policy=email.policy.SMTP)
    files = {
        "de": envelope.mail_from,
        "a": "\n".join(envelope.rcpt_tos),
        "brut": envelope.original_content.decode("latin-1"),
        "entetes": "".join(f"{name}: {value}\n" for name, value in message.items()),
        "sujet": message["Subject"] or "",
        "tls": "oui" if session.ssl else "non",
    }
    for name, kind in (("texte", "plain"), ("html", "html")):
        part = message.get_body((kind,))
        files[name] = part.get_content() if part else ""
    for name, content in files.items():
        (folder / f"{received}.{name}").write_bytes(content.encode())
    received += 1


async def hold():
    global held
    async with changed:
        held += 1
        changed.notify_all()


class Server(SMTP):
    """The dialogue itself, where it goes wrong."""

    async def _handle_client(self):
        global connections
        connections += 1
        if mode == "muet":
            await asyncio.Event().wait()
        await super()._handle_client()

    async def smtp_AUTH(self, arg):
        global passwords
        passwords += 1
        await super().smtp_AUTH(arg)

    async def smtp_DATA(self, arg):
        if mode == "refuse_data":
            await self.push("554 5.7.1 no mail from here")
        elif mode == "plus_tard_data":
            await self.push("451 4.3.0 later")
        elif mode == "meurt_data":
            await self.push("354 go ahead")
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg):
        if mode == "muet_quit":
            await asyncio.Event().wait()
        await super().smtp_QUIT(arg)


class Handler:
    """What the server makes of senders, recipients and messages."""

    async def handle_MAIL(self, server, session, envelope, address, options):
        if mode == "refuse_mail":
            return "550 5.7.1 who are you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode == "refuse_rcpt":
            return "550 5.1.1 nobody of that name"
        if mode == "deux_lignes":
            return "550-5.1.1 nobody\r\n550 5.1.1 of that name"
        if mode == "plus_tard_rcpt":
            return "450 4.2.1 greylisted"
        if mode == "meurt_rcpt":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if mode == "refuse_corps":
            return "554 5.6.0 what a mail"
        if mode == "plus_tard_corps":
            return "451 4.3.1 no room"
        if mode == "meurt_corps":
            server.transport.abort()
            await hold()
            return "451 4.3.0 never read"
        if mode == "muet_corps":
            await hold()
            await asyncio.Event().wait()
        if mode == "retient":
            await hold()
            await release.wait()
        keep(server, session, envelope)
        if mode == "meurt_apres":
            server.transport.write(b"250 2.0.0 OK\r\n")
            server.transport.close()
            await asyncio.Event().wait()
        return "250 2.0.0 OK"


def certificate():
    """Signed by nobody: what many relays have."""
    key, cert = folder / "cle.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", cert],
        check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


class Pages(http.server.BaseHTTPRequestHandler):
    """/code/404, /gros/5000, /vers/URL, /encore/2 (that many redirects), /muet, /coupe"""

    def do_GET(self):
        _, what, rest = self.path.split("?")[0].split("/", 2)
        if what == "muet":
            threading.Event().wait()
        if what == "vers" or (what == "encore" and rest != "0"):
            self.send_response(302)
            to = rest if what == "vers" else f"/encore/{int(rest) - 1}"
            self.send_header("Location", to)
            self.send_header("Content-Length", "3")
            self.end_headers()
            self.wfile.write(b"non")
            return
        body = b"x" * int(rest) if what == "gros" else "déjà".encode()
        self.send_response(int(rest) if what == "code" else 200)
        if what == "coupe":
            self.send_header("Content-Length", str(len(body) + 1))
        elif what != "gros":  # "gros" does not say how long it is
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *args):
        pass


async def obey(order, argument):
    global mode, held
    if order == "mode" and argument in MODES:
        mode = argument
        held = 0
        release.clear()
        return "ok"
    if order == "lache":
        release.set()
        return "ok"
    if order == "attendre":
        async with changed:
            await changed.wait_for(lambda: held >= int(argument))
        return "ok"
    counts = {"connexions": connections, "auth": passwords, "recus": received,
              "retenus": held}
    return str(counts.get(order, "?"))


async def main():
    global release, changed
    loop = asyncio.get_running_loop()
    release, changed = asyncio.Event(), asyncio.Condition()
    tls = certificate()

    def connection():
        return Server(
            Handler(), loop=loop, hostname="localhost", tls_context=tls if mode == "tls" else None,
            auth_require_tls=False,
            authenticator=lambda *_: AuthResult(success=True))

    mail = await loop.create_server(connection, "127.0.0.1", 0)
    pages = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    print("port", mail.sockets[0].getsockname()[1], pages.server_address[1], flush=True)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order, _, argument = line.decode().strip().partition(" ")
        print(await obey(order, argument), flush=True)


asyncio.run(main())
