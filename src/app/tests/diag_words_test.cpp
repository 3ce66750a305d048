// Goal: a bundle names the events that it speaks of, also those that are added later.
#include "app/diag/redaction.hpp"
#include "app/topology.hpp"

#include <gtest/gtest.h>

namespace boxoffice::app {
namespace {

TEST(DiagWords, NameEveryContextAndEveryEvent) {
    for (const auto& entry : topology()) {
        EXPECT_EQ(shown_text(entry.name), entry.name);
        for (const auto type : entry.publishes) EXPECT_EQ(shown_text(type), type);
    }
}

}  // namespace
}  // namespace boxoffice::app
