"""The published documents in themselves: valid, every reference leads somewhere, every example fits its schema."""
import re
import unittest
from pathlib import Path

import jsonschema_rs
import yaml
from openapi_spec_validator import validate

ROOT = Path(__file__).resolve().parents[2]
DIALECT = 'https://json-schema.org/draft/2020-12/schema'


def load(name):
    return yaml.safe_load((ROOT / 'contracts' / name).read_text(encoding='utf-8'))


def references(node):
    """Every `$ref` in a document."""
    if isinstance(node, dict):
        if isinstance(node.get('$ref'), str):
            yield node['$ref']
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def follow(document, reference):
    node = document
    for step in reference.removeprefix('#/').split('/'):
        node = node[step.replace('~1', '/').replace('~0', '~')]
    return node


def validator(document, schema):
    """Checks values against a schema whose references lead into the document."""
    whole = {'$schema': DIALECT, 'components': document['components'], **schema}
    return jsonschema_rs.validator_for(whole, validate_formats=True)


class OpenApi(unittest.TestCase):
    def setUp(self):
        self.document = load('http/openapi.yaml')

    def operations(self):
        for path, methods in self.document['paths'].items():
            for method, operation in methods.items():
                yield f'{method.upper()} {path}', operation

    def test_is_valid(self):
        validate(self.document)

    def test_every_reference_leads_somewhere(self):
        for reference in references(self.document):
            self.assertIsNotNone(follow(self.document, reference), reference)

    def test_every_schema_is_used(self):
        used = set(references(self.document))
        for kind in ('schemas', 'responses', 'parameters', 'headers'):
            for name in self.document['components'][kind]:
                self.assertIn(f'#/components/{kind}/{name}', used)

    def test_every_example_fits_its_schema(self):
        checked = 0
        for name, schema in self.document['components']['schemas'].items():
            for example in schema.get('examples', []):
                validator(self.document, {'$ref': f'#/components/schemas/{name}'}).validate(example)
                checked += 1
        self.assertGreater(checked, 15)

    def test_every_operation_has_a_name_of_its_own_and_says_who_may_call(self):
        names = set()
        for where, operation in self.operations():
            self.assertNotIn(operation['operationId'], names, where)
            names.add(operation['operationId'])
            self.assertIn(operation['x-access'], ('everyone', 'signed_in', 'staff', 'admin'), where)
            self.assertEqual(operation.get('security') == [], operation['x-access'] == 'everyone', where)

    def test_the_problem_codes_are_those_with_texts(self):
        texts = (ROOT / 'src' / 'contracts' / 'problem_texts.cpp').read_text(encoding='utf-8')
        codes = re.findall(r'Text\{"([a-z_]+)"', texts)
        self.assertEqual(self.document['components']['schemas']['ProblemCode']['enum'], codes)

    def test_every_problem_that_is_answered_has_a_text(self):
        texts = (ROOT / 'src' / 'contracts' / 'problem_texts.cpp').read_text(encoding='utf-8')
        known = set(re.findall(r'Text\{"([a-z_]+)"', texts))
        # The sandbox provider is another system with codes of its own.
        folders = [ROOT / 'src' / name for name in ('contexts', 'contracts', 'eventing', 'platform', 'app')]
        sources = [path for folder in folders for path in folder.rglob('*.[ch]pp') if 'tests' not in path.parts]
        answered = set()
        for path in sources:
            text = path.read_text(encoding='utf-8')
            answered.update(re.findall(r'\b[45]\d\d,\s*"([a-z_]+)"', text))
        self.assertGreater(len(answered), 25)
        self.assertEqual(answered - known, set())


class AsyncApi(unittest.TestCase):
    def setUp(self):
        self.document = load('events/asyncapi.yaml')

    def test_every_reference_leads_somewhere(self):
        for reference in references(self.document):
            self.assertIsNotNone(follow(self.document, reference), reference)

    def test_every_example_fits_its_schema(self):
        messages = self.document['components']['messages']
        self.assertEqual(set(messages), {path.stem for path in (ROOT / 'contracts/events/examples').iterdir()})
        for name, message in messages.items():
            for example in message['examples']:
                validator(self.document, message['payload']).validate(example['payload'])
                validator(self.document, message['headers']).validate(example['headers'])
                self.assertEqual(example['headers']['type'], name)

    def test_every_schema_insists_on_what_it_requires(self):
        for name, message in self.document['components']['messages'].items():
            required = follow(self.document, message['payload']['$ref'])['required']
            schema = validator(self.document, message['payload'])
            self.assertTrue(required, name)
            for member in required:
                payload = dict(message['examples'][0]['payload'])
                del payload[member]
                self.assertFalse(schema.is_valid(payload), f'{name}.{member}')

    def test_every_event_is_sent_by_its_publisher_alone(self):
        senders = {}
        for name, operation in self.document['operations'].items():
            if operation['action'] == 'send':
                for message in operation['messages']:
                    senders.setdefault(message['$ref'].rsplit('/', 1)[1], []).append(name)
        for name, message in self.document['components']['messages'].items():
            self.assertEqual(senders.get(name), [message['x-published-by'] + 'Publishes'])


if __name__ == '__main__':
    unittest.main()
