"""Goal: an include that breaks a wall is found, and the tree as it stands breaks none."""
import unittest

import check_floors
from tree import ROOT, run_tool


def findings(path, *lines):
    return [str(finding) for finding in check_floors.check_file(path, '\n'.join(lines))]


class Floors(unittest.TestCase):
    def assert_refused(self, path, line):
        self.assertEqual(len(findings(path, '// Purpose.', line)), 1, f'{path}: {line}')

    def assert_allowed(self, path, line):
        self.assertEqual(findings(path, line), [])

    def test_the_present_tree_keeps_its_floors(self):
        code, output = run_tool('check_floors.py', ROOT)
        self.assertEqual(code, 0, output)

    def test_a_floor_may_include_lower_ones(self):
        self.assert_allowed('ports/sql.hpp', '#include "base/clock.hpp"')
        self.assert_allowed('contracts/events.hpp', '#include "ports/sql.hpp"')
        self.assert_allowed('eventing/inbox.cpp', '#include "contracts/events.hpp"')
        self.assert_allowed('contexts/musical/store.cpp', '#include "eventing/inbox.hpp"')
        self.assert_allowed('app/main.cpp', '#include "contexts/musical/module.hpp"')
        self.assert_allowed('app/main.cpp', '#include "platform/sql/open.hpp"')
        self.assert_allowed('sandbox_provider/ledger.cpp', '#include "platform/sql/open.hpp"')

    def test_no_floor_includes_a_higher_one(self):
        self.assert_refused('base/clock.cpp', '#include "ports/sql.hpp"')
        self.assert_refused('ports/sql.hpp', '#include "contracts/events.hpp"')
        self.assert_refused('contracts/codec.cpp', '#include "eventing/inbox.hpp"')
        self.assert_refused('eventing/inbox.cpp', '#include "contexts/musical/module.hpp"')
        self.assert_refused('contexts/musical/module.cpp', '#include "app/topology.hpp"')

    def test_eventing_and_platform_stand_side_by_side(self):
        self.assert_refused('eventing/outbox.cpp', '#include "platform/sql/open.hpp"')
        self.assert_refused('platform/bus/log.cpp', '#include "eventing/outbox.hpp"')
        self.assert_allowed('platform/bus/log.cpp', '#include "platform/telemetry/log.hpp"')

    def test_platform_and_contexts_never_meet(self):
        self.assert_refused('contexts/payment/module.cpp', '#include "platform/http/server.hpp"')
        self.assert_refused('platform/http/server.cpp', '#include "contexts/payment/module.hpp"')

    def test_a_test_may_compose_with_platform_but_not_with_other_contexts(self):
        self.assert_allowed('contexts/payment/tests/store_test.cpp', '#include "platform/sql/open.hpp"')
        self.assert_refused('contexts/payment/tests/store_test.cpp', '#include "contexts/musical/store.hpp"')

    def test_contexts_never_include_each_other(self):
        self.assert_refused('contexts/payment/policies.cpp', '#include "contexts/musical/domain/seat.hpp"')
        self.assert_allowed('contexts/payment/policies.cpp', '#include "contexts/payment/domain/payment.hpp"')

    def test_the_sandbox_provider_knows_no_context(self):
        self.assert_refused('sandbox_provider/ledger.cpp', '#include "contexts/payment/store.hpp"')
        self.assert_refused('contexts/payment/store.cpp', '#include "sandbox_provider/ledger.hpp"')

    def test_domain_knows_base_contracts_and_itself(self):
        seat = 'contexts/musical/domain/seat.hpp'
        self.assert_allowed(seat, '#include "base/clock.hpp"')
        self.assert_allowed(seat, '#include "contracts/ids.hpp"')
        self.assert_allowed(seat, '#include "contexts/musical/domain/hall.hpp"')
        self.assert_allowed(seat, '#include <vector>')
        self.assert_allowed(seat, '#include <boost/describe/class.hpp>')
        self.assert_refused(seat, '#include "ports/sql.hpp"')
        self.assert_refused(seat, '#include "eventing/inbox.hpp"')
        self.assert_refused(seat, '#include "contexts/musical/store.hpp"')
        self.assert_refused(seat, '#include <fmt/format.h>')
        self.assert_refused('contexts/musical/domain/seat.cpp', '#include <boost/json/parse.hpp>')
        self.assert_refused(seat, '#include <mutex>')

    def test_the_tests_of_a_domain_may_use_googletest(self):
        test = 'contexts/musical/domain/tests/seat_test.cpp'
        self.assert_allowed(test, '#include <gtest/gtest.h>')
        self.assert_allowed(test, '#include "contexts/musical/domain/seat.hpp"')
        self.assert_refused(test, '#include "contexts/payment/domain/fee.hpp"')
        self.assert_refused('contexts/musical/domain/seat.cpp', '#include "contexts/musical/domain/tests/seats.hpp"')

    def test_domain_reads_no_clock(self):
        self.assert_refused('contexts/musical/domain/seat.cpp', 'auto now = std::chrono::system_clock::now();')
        self.assert_allowed('contexts/musical/domain/seat.cpp', '// not system_clock::now(), which is a clock')

    def test_vendors_live_in_platform(self):
        for vendor in ('boost/beast/core.hpp', 'boost/asio.hpp', 'sqlite3.h', 'sodium.h', 'curl/curl.h',
                       'spdlog/spdlog.h', 'openssl/evp.h'):
            self.assert_refused('eventing/runner.cpp', f'#include <{vendor}>')
            self.assert_refused('app/main.cpp', f'#include <{vendor}>')
            self.assert_allowed('platform/http/server.cpp', f'#include <{vendor}>')

    def test_json_stays_in_source_files_and_the_codec(self):
        self.assert_refused('eventing/runner.hpp', '#include <boost/json/value.hpp>')
        self.assert_refused('platform/http/body.hpp', '#include <boost/json/value.hpp>')
        self.assert_allowed('contracts/codec_definition.hpp', '#include <boost/json/value.hpp>')
        self.assert_allowed('contexts/musical/routes.cpp', '#include <boost/json/value.hpp>')

    def test_unknown_floors_and_relative_includes_are_refused(self):
        self.assert_refused('helpers/strings.hpp', '')
        self.assert_refused('contexts/musical/store.cpp', '#include "domain/seat.hpp"')
        self.assert_refused('contexts/musical/store.cpp', '#include "../payment/store.hpp"')

    def test_comments_are_no_includes(self):
        self.assert_allowed('base/clock.hpp', '// #include "app/topology.hpp"')
        self.assertEqual(findings('base/clock.hpp', '/*', '#include "app/topology.hpp"', '*/'), [])

    def test_unusual_spelling_does_not_hide_an_include(self):
        self.assert_refused('base/clock.hpp', '  #  include   "app/topology.hpp"')


if __name__ == '__main__':
    unittest.main()
