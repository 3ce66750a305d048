// Goal: a bundle is searched for everything that this house can be told and nobody else may know.
#include "app/diag_secrets.hpp"

#include "app/commands.hpp"
#include "platform/config/command_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <variant>

namespace boxoffice::app {
namespace {

TEST(KnownSecrets, AreEachOfSeveralThatAreValidAtOnce) {
    auto parsed = platform::parse_command_line(
        program(),
        std::vector<std::string>{"serve", "--webhook-secret", "whsec_new,whsec_old",
                                 "--database-url", "postgresql://us:hidden@db/boxoffice_{context}"},
        [](const std::string&) { return std::nullopt; });
    const auto values = std::get<platform::Invocation>(std::move(parsed)).values;
    const auto secrets = known_secrets(platform::to_serve_options(values).value(), values);
    for (const std::string wanted : {"whsec_new", "whsec_old", "hidden"}) {
        EXPECT_TRUE(std::any_of(secrets.begin(), secrets.end(), [&](const KnownSecret& one) {
            return one.value == wanted;
        })) << wanted;
    }
}

}  // namespace
}  // namespace boxoffice::app
