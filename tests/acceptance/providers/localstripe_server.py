"""localstripe as a process of its own: `localstripe_server.py PORT FOLDER`.

localstripe is stateful and signs its webhooks, but differs from what Stripe documents in some points that matter here.
This wrapper makes good for five of them, and what it adds is ours, not localstripe's:
- Idempotency-Key: the first answer is kept and given again (localstripe ignores the header);
- parameters that localstripe refuses although they are documented are taken out (stripe-mock checks their shape);
- the search of payment intents by metadata, without the lag that Stripe documents;
- balance transactions between two times, with their sources expanded;
- `POST /_config/faults` with {"path": part, "fault": name, "times": n} spoils answers; GET tells how many it did.

With BOXOFFICE_STRIPE_MOCK=http://HOST:PORT, each request of the adapter is sent to stripe-mock first, which knows
Stripe's published API but no state; what stripe-mock refuses is refused, and `GET /_config/shapes` tells what it took.
"""
import json
import logging
import os
import sys
import tempfile

import aiohttp

from aiohttp import web

# It keeps its store in the folder for temporary files, under a fixed name: one for each process.
tempfile.tempdir = sys.argv[2]

from localstripe import resources, server  # noqa: E402

NOT_KNOWN = {'description', 'error_on_requires_action'}
STRIPE_MOCK = os.environ.get('BOXOFFICE_STRIPE_MOCK')
shapes = {'taken': [], 'refused': []}
answers_by_key = {}
faults = []
fired = {}


def fault_for(request):
    for fault in faults:
        if fault['times'] > 0 and fault['path'] in request.path and request.method == fault.get('method', 'POST'):
            fault['times'] -= 1
            fired[fault['fault']] = fired.get(fault['fault'], 0) + 1
            return fault['fault']
    return None


def replayed(kept):
    status, body = kept
    return web.Response(status=status, body=body, content_type='application/json')


async def refused_shape(request):
    """What stripe-mock says against the request; nothing when it takes it."""
    headers = {name: value for name, value in request.headers.items()
               if name in ('Authorization', 'Content-Type', 'Idempotency-Key', 'Stripe-Version')}
    async with aiohttp.ClientSession() as session:
        async with session.request(request.method, STRIPE_MOCK + request.path_qs, headers=headers,
                                   data=await request.read()) as answer:
            line = f'{request.method} {request.path}'
            if answer.status < 400:
                shapes['taken'].append(line)
                return None
            text = await answer.text()
            shapes['refused'].append(f'{line}: {answer.status} {text}')
            return web.Response(status=answer.status, text=text, content_type='application/json')


@web.middleware
async def gate(request, handler):
    """Keys, faults, and what localstripe does not know."""
    if request.path.startswith('/_config/'):
        return await handler(request)
    # Only the adapter names the version it was written for; the page and the tests do not.
    if STRIPE_MOCK and 'Stripe-Version' in request.headers:
        refusal = await refused_shape(request)
        if refusal:
            return refusal
    fault = fault_for(request)
    if fault == '500_not_committed':
        return web.json_response({'error': {'type': 'api_error'}}, status=500)
    key = request.headers.get('Idempotency-Key')
    if key and key in answers_by_key:
        answer = replayed(answers_by_key[key])
    else:
        answer = await handler(request)
        if key:
            answers_by_key[key] = (answer.status, answer.body)
    if fault == 'reply_lost_after_commit':
        request.transport.close()
    if fault == '500_but_committed':
        return web.json_response({'error': {'type': 'api_error'}}, status=500)
    if fault == 'truncated_json':
        return web.Response(status=answer.status, body=answer.body[:len(answer.body) // 2],
                            content_type='application/json')
    return answer


async def order_fault(request):
    faults.append(await request.json())
    return web.json_response({})


async def tell_faults(request):
    return web.json_response(fired)


async def tell_shapes(request):
    return web.json_response(shapes)


def stored(kind, name):
    return resources.store.get(f'{kind}:{name}')


async def balance_transactions(request):
    """created[gte], created[lt]; the newest first, all on one page."""
    begin, end = int(request.query['created[gte]']), int(request.query['created[lt]'])
    lines = []
    for name, line in resources.store.items():
        if name.startswith('balance_transaction:') and begin <= line.created < end:
            source = (stored('charge', line.source) or stored('refund', line.source))._export()
            intent = stored('payment_intent', source['payment_intent'])
            source['payment_intent'] = intent._export() if intent else None
            lines.append({'id': line.id, 'type': line.type, 'created': line.created, 'source': source})
    lines.sort(key=lambda line: line['created'], reverse=True)
    return web.Response(text=json.dumps({'object': 'list', 'data': lines, 'has_more': False}, default=str),
                        content_type='application/json')


async def search(request):
    """metadata['order_id']:'...' and nothing else."""
    wanted = request.query['query'].split("'")[3]
    found = [value._export() for name, value in resources.store.items()
             if name.startswith('payment_intent:') and value.metadata.get('order_id') == wanted]
    return web.Response(text=json.dumps({'object': 'search_result', 'data': found}, default=str),
                        content_type='application/json')


def without_unknown(post_data):
    async def read(request, remove_auth=True):
        data = await post_data(request, remove_auth)
        return {name: value for name, value in data.items() if name not in NOT_KNOWN} if data else data
    return read


def main():
    server.get_post_data = without_unknown(server.get_post_data)
    app = web.Application(middlewares=[gate, *server.app.middlewares])
    app.router.add_post('/_config/faults', order_fault)
    app.router.add_get('/_config/faults', tell_faults)
    app.router.add_get('/_config/shapes', tell_shapes)
    app.router.add_get('/v1/payment_intents/search', search)
    app.router.add_get('/v1/balance_transactions', balance_transactions)
    for route in server.app.router.routes():
        if route.method != 'HEAD':
            app.router.add_route(route.method, route.resource.canonical, route.handler)
    # Tells of every webhook that it sent.
    logger = logging.getLogger('aiohttp.access')
    logger.setLevel(logging.INFO)
    logger.addHandler(logging.StreamHandler())
    web.run_app(app, host='127.0.0.1', port=int(sys.argv[1]), access_log=logger, print=None)


if __name__ == '__main__':
    main()
