#!/usr/bin/env python3
"""Makes an empty context with all its doors in the right place: tools/new_context.py <name>.

What it writes builds, passes ./dev check and serves nothing yet. It overwrites nothing. Afterwards the context is named
in src/contexts/CMakeLists.txt and gets its row in src/app/topology.hpp, which only a person can write.
"""
import argparse
import re
import sys
from pathlib import Path

FILES = {
    'CMakeLists.txt': '''boxoffice_room({name}
  USES boxoffice_{name}_domain boxoffice_eventing)
''',
    'README.md': '''# {name}

What this context decides, and for whom, in two sentences.

- `domain/`: the rules, pure.
  `store.hpp`: the rows of one batch. `sql/`: the tables, append-only.
- `routes.hpp`: HTTP to command. `policies.hpp`: when this happens, do that.
- `projections.hpp`: what is read.
- `module.hpp`: puts the room together.
''',
    'domain/CMakeLists.txt': '''boxoffice_room({name}_domain USES boxoffice_contracts)
''',
    'domain/rejection.hpp': '''// Why {name} says no.
#pragma once

#include <string_view>

namespace boxoffice::{name} {{

/// Expected, not an error. routes.cpp answers each with a 4xx.
enum class Rejection {{ not_found }};

/// The stable code of the problem that a caller sees.
[[nodiscard]] constexpr std::string_view code_of(Rejection rejection) {{
    switch (rejection) {{
        case Rejection::not_found:
            return "not_found";
    }}
    return "conflict";
}}

}}  // namespace boxoffice::{name}
''',
    'domain/tests/rejection_test.cpp': '''// Goal: every rejection has the code that the public contract names.
#include "contexts/{name}/domain/rejection.hpp"

#include <gtest/gtest.h>

namespace boxoffice::{name} {{
namespace {{

TEST(Rejections, HaveStableCodes) {{
    EXPECT_EQ(code_of(Rejection::not_found), "not_found");
}}

}}  // namespace
}}  // namespace boxoffice::{name}
''',
    'store.hpp': '''// The rows that one batch of {name} works on.
#pragma once

#include "eventing/batch_store.hpp"

namespace boxoffice::{name} {{

class Store final : public eventing::BatchStore {{
  public:
    void begin_batch() override {{}}
    void load(ports::SqlSession& sql) override;
    void save(ports::SqlSession& sql) override;
    [[nodiscard]] bool has_changes() const override {{ return false; }}
}};

}}  // namespace boxoffice::{name}
''',
    'store.cpp': '''#include "contexts/{name}/store.hpp"

namespace boxoffice::{name} {{

void Store::load(ports::SqlSession& /*sql*/) {{}}

void Store::save(ports::SqlSession& /*sql*/) {{}}

}}  // namespace boxoffice::{name}
''',
    'sql/schema.hpp': '''// The tables of {name}, beside those of the eventing kernel.
#pragma once

#include "ports/sql.hpp"

#include <vector>

namespace boxoffice::{name} {{

/// Append-only: what was released is never edited. Versions start at 100.
[[nodiscard]] std::vector<ports::Migration> migrations();

}}  // namespace boxoffice::{name}
''',
    'sql/schema.cpp': '''#include "contexts/{name}/sql/schema.hpp"

#include "eventing/schema.hpp"

namespace boxoffice::{name} {{

std::vector<ports::Migration> migrations() {{
    return eventing::with_kernel({{}});
}}

}}  // namespace boxoffice::{name}
''',
    'policies.hpp': '''// When an event happens, which command {name} gives itself.
#pragma once

#include "contexts/{name}/store.hpp"
#include "eventing/consumer.hpp"

namespace boxoffice::{name} {{

/// Every event that leads to a command: handlers.on<Event>(...) for each.
void listen_for_policies(eventing::EventHandlers& handlers, Store& store);

}}  // namespace boxoffice::{name}
''',
    'policies.cpp': '''#include "contexts/{name}/policies.hpp"

namespace boxoffice::{name} {{

void listen_for_policies(eventing::EventHandlers& /*handlers*/, Store& /*store*/) {{}}

}}  // namespace boxoffice::{name}
''',
    'projections.hpp': '''// Which event changes what {name} shows. It can be thrown away and built anew.
#pragma once

#include "contexts/{name}/store.hpp"
#include "eventing/consumer.hpp"

namespace boxoffice::{name} {{

/// Every event that changes a read model: handlers.on<Event>(...) for each.
void listen_for_projections(eventing::EventHandlers& handlers, Store& store);

}}  // namespace boxoffice::{name}
''',
    'projections.cpp': '''#include "contexts/{name}/projections.hpp"

namespace boxoffice::{name} {{

void listen_for_projections(eventing::EventHandlers& /*handlers*/, Store& /*store*/) {{}}

}}  // namespace boxoffice::{name}
''',
    'routes.hpp': '''// What {name} serves over HTTP. A handler reads the request and submits a command or a query.
#pragma once

#include "eventing/context_module.hpp"
#include "ports/http.hpp"

#include <vector>

namespace boxoffice::{name} {{

[[nodiscard]] std::vector<ports::Route> routes_of(eventing::ContextKernel& kernel);

}}  // namespace boxoffice::{name}
''',
    'routes.cpp': '''#include "contexts/{name}/routes.hpp"

namespace boxoffice::{name} {{

std::vector<ports::Route> routes_of(eventing::ContextKernel& /*kernel*/) {{
    return {{}};
}}

}}  // namespace boxoffice::{name}
''',
    'module.hpp': '''// The context {name}, put together.
#pragma once

#include "contexts/{name}/store.hpp"
#include "eventing/context_module.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::{name} {{

class Module final : public eventing::ContextModule {{
  public:
    /// Migrates the database.
    explicit Module(const eventing::Environment& environment);

    [[nodiscard]] std::string_view name() const override {{ return "{name}"; }}
    [[nodiscard]] std::vector<ports::Route> routes() override;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> listens_to() const override;
    void start() override {{ kernel_.start(); }}
    void stop() override {{ kernel_.stop(); }}

  private:
    Store store_;
    eventing::ContextKernel kernel_;
}};

}}  // namespace boxoffice::{name}
''',
    'module.cpp': '''#include "contexts/{name}/module.hpp"

#include "contexts/{name}/policies.hpp"
#include "contexts/{name}/projections.hpp"
#include "contexts/{name}/routes.hpp"
#include "contexts/{name}/sql/schema.hpp"
#include "eventing/schema.hpp"

namespace boxoffice::{name} {{

Module::Module(const eventing::Environment& environment)
    : kernel_("{name}", eventing::migrated(environment, migrations()), store_) {{
    listen_for_policies(kernel_.handlers(), store_);
    listen_for_projections(kernel_.handlers(), store_);
}}

std::vector<ports::Route> Module::routes() {{
    return routes_of(kernel_);
}}

std::vector<std::pair<std::string, std::string>> Module::listens_to() const {{
    return kernel_.handlers().listened();
}}

}}  // namespace boxoffice::{name}
''',
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--root', type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument('name', help='one lower-case word, such as donation')
    options = parser.parse_args()
    if not re.fullmatch(r'[a-z][a-z0-9_]*', options.name):
        print(f"'{options.name}' is no name for a context: one lower-case word, such as donation", file=sys.stderr)
        return 2
    folder = options.root / 'src' / 'contexts' / options.name
    if folder.exists():
        print(f'src/contexts/{options.name} exists already', file=sys.stderr)
        return 1
    for path, text in FILES.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(name=options.name), encoding='utf-8')
        print(f'src/contexts/{options.name}/{path}')
    print(f'Next: name {options.name}/domain and {options.name} in src/contexts/CMakeLists.txt, '
          'and give the context its row in src/app/topology.hpp.')
    return 0


if __name__ == '__main__':
    sys.exit(main())
