"""A contract server for Toss Payments: `toss_server.py PORT FOLDER [WEBHOOK_URL]`.

No such thing can be installed, so this one is ours. It follows the provider's reference: confirm, cancel in full and in
part, queries by paymentKey and by orderId, transactions; HTTP Basic with an empty password; Idempotency-Key, which
lives 15 days and ignores the body; sessions of 30 minutes; error codes with their documented HTTP statuses; webhooks
without a signature. Its ledger is a SQLite file in FOLDER and is written before anything is answered.

Beside the API: `POST /_widget` is the buyer at the widget and gives a paymentKey, `POST /_faults` orders what goes
wrong, `GET /_faults` tells what did, `GET /_ledger` shows what was charged and given back, `POST /_console` cancels as
a person does at the provider's console.
"""
import base64
import json
import secrets
import sqlite3
import sys
import threading
import time
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SECRET_KEY = 'test_sk_contract'
SESSION_SECONDS = 30 * 60
IDEMPOTENCY_SECONDS = 15 * 24 * 3600
SEOUL = timezone(timedelta(hours=9))
TABLES = """
CREATE TABLE IF NOT EXISTS payment (payment_key TEXT PRIMARY KEY, order_id TEXT UNIQUE, began REAL, body TEXT);
CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, at REAL, status INTEGER, body TEXT);
CREATE TABLE IF NOT EXISTS line (number INTEGER PRIMARY KEY, body TEXT);
"""


class Refused(Exception):
    """An answer with a code: the documented error object."""

    def __init__(self, status, code):
        super().__init__(code)
        self.status = status
        self.body = {'code': code, 'message': '오류가 발생했습니다.'}


def now_text():
    return datetime.now(SEOUL).isoformat(timespec='seconds')


class Provider:
    """The provider's books. One request at a time."""

    def __init__(self, folder, webhook_url):
        self.lock, self.books_lock = threading.Lock(), threading.Lock()
        self.books = sqlite3.connect(Path(folder) / 'toss.db', check_same_thread=False, isolation_level=None)
        self.books.executescript('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;' + TABLES)
        self.webhook_url = webhook_url
        self.faults, self.fired, self.running = [], {}, set()

    # ---- books

    def find(self, column, value):
        row = self.books.execute(f'SELECT began, body FROM payment WHERE {column} = ?', (value,)).fetchone()
        return (row[0], json.loads(row[1])) if row else None

    def keep(self, payment, line=None):
        with self.books:
            self.books.execute('BEGIN')
            self.books.execute('UPDATE payment SET body = ? WHERE payment_key = ?',
                               (json.dumps(payment), payment['paymentKey']))
            if line:
                self.books.execute('INSERT INTO line (body) VALUES (?)', (json.dumps(line),))

    def lines(self):
        return [json.loads(body) for body, in self.books.execute('SELECT body FROM line ORDER BY number')]

    def book(self, kind, payment, amount, key):
        return {'kind': kind, 'paymentKey': payment['paymentKey'], 'orderId': payment['orderId'], 'amount': amount,
                'idempotencyKey': key, 'transactionKey': payment['lastTransactionKey'], 'status': payment['status'],
                'at': now_text()}

    # ---- the buyer and the console

    def widget(self, wanted):
        payment = {'mId': 'contract', 'version': '2022-11-16', 'paymentKey': secrets.token_urlsafe(36),
                   'orderId': wanted['orderId'], 'orderName': wanted['orderName'], 'currency': 'KRW', 'method': '카드',
                   'status': 'IN_PROGRESS', 'requestedAt': now_text(), 'approvedAt': None,
                   'totalAmount': wanted['amount'], 'balanceAmount': wanted['amount'], 'lastTransactionKey': None,
                   'cancels': None, 'failure': None}
        began = time.time() - wanted.get('secondsAgo', 0)
        self.books.execute('INSERT INTO payment VALUES (?, ?, ?, ?)',
                           (payment['paymentKey'], payment['orderId'], began, json.dumps(payment)))
        return {'paymentKey': payment['paymentKey'], 'orderId': payment['orderId'], 'amount': wanted['amount']}

    # ---- the API

    def confirm(self, body, key):
        if not all(name in body for name in ('paymentKey', 'orderId', 'amount')):
            raise Refused(400, 'INVALID_REQUEST')
        found = self.find('payment_key', body['paymentKey'])
        if not found or (found[1]['status'] == 'IN_PROGRESS' and time.time() - found[0] > SESSION_SECONDS):
            raise Refused(404, 'NOT_FOUND_PAYMENT_SESSION')
        payment = found[1]
        if payment['orderId'] != body['orderId'] or payment['totalAmount'] != body['amount']:
            raise Refused(400, 'INVALID_REQUEST')
        if payment['status'] != 'IN_PROGRESS':
            raise Refused(400, 'ALREADY_PROCESSED_PAYMENT')
        if payment['totalAmount'] < 100:
            raise Refused(400, 'BELOW_MINIMUM_AMOUNT')
        payment.update(status='DONE', approvedAt=now_text(), lastTransactionKey=secrets.token_hex(16).upper())
        self.keep(payment, self.book('capture', payment, payment['totalAmount'], key))
        self.tell(payment)
        return payment

    def cancel(self, payment_key, body, key):
        found = self.find('payment_key', payment_key)
        if not found:
            raise Refused(404, 'NOT_FOUND_PAYMENT')
        payment = found[1]
        if not body.get('cancelReason') or len(body['cancelReason']) > 200:
            raise Refused(400, 'INVALID_REQUEST')
        if payment['status'] == 'CANCELED':
            raise Refused(400, 'ALREADY_CANCELED_PAYMENT')
        if payment['status'] not in ('DONE', 'PARTIAL_CANCELED'):
            raise Refused(403, 'NOT_CANCELABLE_PAYMENT')
        amount = body.get('cancelAmount') or payment['balanceAmount']
        if amount > payment['balanceAmount']:
            raise Refused(403, 'NOT_CANCELABLE_AMOUNT')
        payment['balanceAmount'] -= amount
        payment['status'] = 'PARTIAL_CANCELED' if payment['balanceAmount'] else 'CANCELED'
        payment['lastTransactionKey'] = secrets.token_hex(16).upper()
        cancel = {'cancelAmount': amount, 'cancelReason': body['cancelReason'], 'canceledAt': now_text(),
                  'transactionKey': payment['lastTransactionKey'], 'refundableAmount': payment['balanceAmount'],
                  'cancelStatus': 'DONE', 'cancelRequestId': None}
        payment['cancels'] = (payment['cancels'] or []) + [cancel]
        self.keep(payment, self.book('cancel', payment, amount, key))
        self.tell(payment)
        return payment

    def show(self, column, value):
        found = self.find(column, value)
        if not found:
            raise Refused(404, 'NOT_FOUND_PAYMENT')
        return found[1]

    def transactions(self, query):
        """Oldest first; dates without a zone are Seoul's."""
        begin, end = query['startDate'][0], query['endDate'][0]
        limit, after = int(query.get('limit', ['100'])[0]), query.get('startingAfter', [None])[0]
        shown, is_after = [], after is None
        for line in self.lines():
            if is_after and begin <= line['at'][:len(begin)] and line['at'][:len(end)] <= end:
                sign = 1 if line['kind'] == 'capture' else -1
                shown.append({'mId': 'contract', 'transactionKey': line['transactionKey'],
                              'paymentKey': line['paymentKey'], 'orderId': line['orderId'], 'method': '카드',
                              'status': line['status'], 'transactionAt': line['at'], 'currency': 'KRW',
                              'amount': sign * line['amount']})
            is_after = is_after or line['transactionKey'] == after
        return shown[:limit]

    # ---- keys, webhooks, faults

    def once(self, key, act):
        """The first answer to a key is every answer, whatever the body; one at a time."""
        if not key:
            return act()
        with self.lock:
            row = self.books.execute('SELECT at, status, body FROM answer WHERE key = ?', (key,)).fetchone()
            if row and time.time() - row[0] < IDEMPOTENCY_SECONDS:
                return row[1], json.loads(row[2])
            if key in self.running:
                raise Refused(409, 'IDEMPOTENT_REQUEST_PROCESSING')
            self.running.add(key)
        try:
            status, body = act()
            self.books.execute('INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)',
                               (key, time.time(), status, json.dumps(body)))
            return status, body
        finally:
            self.running.discard(key)

    def tell(self, payment):
        if self.webhook_url:
            news = {'eventType': 'PAYMENT_STATUS_CHANGED', 'createdAt': now_text(), 'data': payment}
            threading.Thread(target=self.post, args=(news,), daemon=True).start()

    def post(self, news):
        request = urllib.request.Request(self.webhook_url, json.dumps(news).encode(),
                                         {'Content-Type': 'application/json'})
        try:
            urllib.request.urlopen(request, timeout=5).close()
        except OSError:
            pass  # it is only a hint

    def fault_for(self, operation, about):
        with self.lock:
            for fault in self.faults:
                if fault['times'] > 0 and fault['operation'] == operation and fault.get('key', '') in about:
                    fault['times'] -= 1
                    self.fired[fault['fault']] = self.fired.get(fault['fault'], 0) + 1
                    return fault
        return {'fault': ''}


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    provider = None

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.handle_one({})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        try:
            body = json.loads(raw or b'{}')
        except ValueError:
            return self.send(400, {'code': 'INVALID_REQUEST', 'message': ''})
        return self.handle_one(body)

    def send(self, status, body, is_cut=False):
        data = json.dumps(body, ensure_ascii=False).encode()
        data = data[:len(data) // 2] if is_cut else data
        self.send_response(status)
        self.send_header('Content-Type', 'application/json;charset=UTF-8')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def is_known(self):
        credential = base64.b64encode(f'{SECRET_KEY}:'.encode()).decode()
        return self.headers.get('Authorization') == 'Basic ' + credential

    def handle_one(self, body):
        url = urllib.parse.urlsplit(self.path)
        if url.path.startswith('/_'):
            return self.send(200, self.beside(url.path, body))
        operation = {'confirm': 'confirm', 'cancel': 'cancel'}.get(url.path.rsplit('/', 1)[-1], 'query')
        fault = self.provider.fault_for(operation, url.path + str(body.get('paymentKey', '')))
        name = fault['fault']
        try:
            if not self.is_known():
                raise Refused(401, 'UNAUTHORIZED_KEY')
            if 'code' in fault and name == 'refused':
                raise Refused(fault['status'], fault['code'])
            if name == '500_not_committed':
                raise Refused(500, 'FAILED_INTERNAL_SYSTEM_PROCESSING')
            status, answer = self.provider.once(self.headers.get('Idempotency-Key'),
                                                lambda: self.act(url, operation, body))
        except Refused as refused:
            return self.send(refused.status, refused.body)
        return self.spoil(name, status, answer)

    def spoil(self, name, status, answer):
        """The answer, or what the fault makes of it; what was committed stays so."""
        if name == 'reply_lost_after_commit':
            self.close_connection = True
            return None
        if name == '500_but_committed':
            return self.send(500, {'code': 'FAILED_INTERNAL_SYSTEM_PROCESSING', 'message': ''})
        if name == 'provider_error_but_committed':
            return self.send(400, {'code': 'PROVIDER_ERROR', 'message': ''})
        if name == '409_processing':
            return self.send(409, {'code': 'IDEMPOTENT_REQUEST_PROCESSING', 'message': ''})
        if name == 'wrong_order_echoed':
            return self.send(status, {**answer, 'orderId': 'another-order'})
        if name == 'wrong_amount_echoed':
            return self.send(status, {**answer, 'totalAmount': 1, 'balanceAmount': 1})
        return self.send(status, answer, is_cut=name == 'truncated_json')

    def act(self, url, operation, body):
        parts = url.path.strip('/').split('/')
        key = self.headers.get('Idempotency-Key')
        with self.provider.books_lock:
            try:
                if operation == 'confirm' and self.command == 'POST':
                    return 200, self.provider.confirm(body, key)
                if operation == 'cancel' and self.command == 'POST':
                    return 200, self.provider.cancel(parts[2], body, key)
                if parts[:2] == ['v1', 'transactions']:
                    return 200, self.provider.transactions(urllib.parse.parse_qs(url.query))
                if parts[:3] == ['v1', 'payments', 'orders']:
                    return 200, self.provider.show('order_id', parts[3])
                return 200, self.provider.show('payment_key', parts[2])
            except Refused as refused:
                return refused.status, refused.body

    def beside(self, path, body):
        with self.provider.books_lock:
            return self.beside_the_api(path, body)

    def beside_the_api(self, path, body):
        provider = self.provider
        if path == '/_widget':
            return provider.widget(body)
        if path == '/_console':
            return provider.cancel(body['paymentKey'], {'cancelReason': 'console', **body}, None)
        if path == '/_ledger':
            return provider.lines()
        if self.command == 'POST':
            provider.faults.append(body)
        return provider.fired


class Server(ThreadingHTTPServer):
    daemon_threads = True


def main(port, folder, webhook_url=''):
    Handler.provider = Provider(folder, webhook_url)
    Server(('127.0.0.1', int(port)), Handler).serve_forever()


if __name__ == '__main__':
    main(*sys.argv[1:])
