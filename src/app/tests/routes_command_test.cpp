// Goal: whoever configures a front door from `boxoffice routes` finds every route, once, with what
// decides how it is forwarded.
#include "app/routes_command.hpp"

#include "app/topology.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::app {
namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(RoutesCommand, ShowsEveryContextWithWhatItServes) {
    const auto text = routes_document();
    for (const auto& context : topology()) {
        EXPECT_TRUE(has(text, "{\"name\":\"" + std::string{context.name} + "\"")) << context.name;
        for (const auto segment : context.serves) {
            EXPECT_TRUE(has(text, '"' + std::string{segment} + '"')) << segment;
        }
    }
}

TEST(RoutesCommand, SaysHowARouteIsForwarded) {
    const auto text = routes_document();
    EXPECT_TRUE(has(text, R"({"method":"GET","path":"/items/{id}","access":"everyone",)"
                          R"("repeat":"safe","isStream":false,"bodyBytesMax":1048576})"));
    EXPECT_TRUE(has(text, R"({"method":"POST","path":"/reservations","access":"signed_in",)"
                          R"("repeat":"keyed","isStream":false,"bodyBytesMax":1048576})"));
    EXPECT_TRUE(has(text, R"({"method":"POST","path":"/payments/webhooks/{provider}",)"
                          R"("access":"everyone","repeat":"no","isStream":false,)"));
    EXPECT_TRUE(has(text, R"({"method":"GET","path":"/performances/{id}/seatmap/stream",)"
                          R"("access":"everyone","repeat":"safe","isStream":true,)"));
    EXPECT_TRUE(has(text, R"({"method":"POST","path":"/venues","access":"staff","repeat":"keyed",)"
                          R"("isStream":false,"bodyBytesMax":33554432})"));
}

}  // namespace
}  // namespace boxoffice::app
