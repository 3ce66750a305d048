// Which route wins.
#include "platform/http/router.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform::http {
namespace {

using ports::HttpMethod;

ports::Route route(HttpMethod method, std::string pattern) {
    return {.method = method,
            .pattern = std::move(pattern),
            .access = ports::Access::everyone,
            .handler = [](ports::HttpRequest, const ports::Responder&) {},
            .body_bytes_max = 0};
}

const Router& router() {
    static const Router instance{
        {route(HttpMethod::get, "/"), route(HttpMethod::get, "/tickets/{id}"),
         route(HttpMethod::get, "/tickets/{id}.svg"), route(HttpMethod::get, "/tickets/{id}.pdf"),
         route(HttpMethod::post, "/tickets/verify"), route(HttpMethod::post, "/tickets/{id}/use"),
         route(HttpMethod::post, "/reservations/{id}/payment"),
         route(HttpMethod::get, "/assets/{file...}"),
         route(HttpMethod::get, "/.well-known/jwks.json")}};
    return instance;
}

/// "pattern name=value ..." of the route found, or what else was.
std::string found(HttpMethod method, std::string_view path, const Router& among = router()) {
    const auto match = among.find(method, path);
    if (!match.is_known_path) return "unknown";
    if (match.route == nullptr) return "allow " + std::string{match.allow};
    auto text = match.route->pattern;
    for (const auto& [name, value] : match.parameters) text += " " + name + "=" + value;
    return text;
}

TEST(Router, FindsParameters) {
    EXPECT_EQ(found(HttpMethod::get, "/"), "/");
    EXPECT_EQ(found(HttpMethod::get, "/tickets/5"), "/tickets/{id} id=5");
    EXPECT_EQ(found(HttpMethod::post, "/reservations/12/payment"),
              "/reservations/{id}/payment id=12");
    EXPECT_EQ(found(HttpMethod::get, "/.well-known/jwks.json"), "/.well-known/jwks.json");
}

TEST(Router, ASuffixBeatsABareParameter) {
    EXPECT_EQ(found(HttpMethod::get, "/tickets/5.svg"), "/tickets/{id}.svg id=5");
    EXPECT_EQ(found(HttpMethod::get, "/tickets/5.pdf"), "/tickets/{id}.pdf id=5");
    EXPECT_EQ(found(HttpMethod::get, "/tickets/5.txt"), "/tickets/{id} id=5.txt");
    EXPECT_EQ(found(HttpMethod::get, "/tickets/.svg"), "/tickets/{id} id=.svg");
}

TEST(Router, ALiteralBeatsAParameter) {
    EXPECT_EQ(found(HttpMethod::post, "/tickets/verify"), "/tickets/verify");
    EXPECT_EQ(found(HttpMethod::get, "/tickets/verify"), "allow POST, OPTIONS");
    EXPECT_EQ(found(HttpMethod::post, "/tickets/verify/use"), "/tickets/{id}/use id=verify")
        << "a literal that leads nowhere gives way";
}

TEST(Router, TheRestTakesAllThatIsLeft) {
    EXPECT_EQ(found(HttpMethod::get, "/assets/js/app.js"), "/assets/{file...} file=js/app.js");
    EXPECT_EQ(found(HttpMethod::get, "/assets/"), "/assets/{file...} file=");
    EXPECT_EQ(found(HttpMethod::get, "/assets"), "unknown");
}

TEST(Router, ARestAtTheRootTakesWhatNothingElseKnowsAndNoMore) {
    const Router with_pages{{route(HttpMethod::get, "/"), route(HttpMethod::get, "/tickets/{id}"),
                             route(HttpMethod::post, "/tickets/verify"),
                             route(HttpMethod::get, "/{path...}")}};
    EXPECT_EQ(found(HttpMethod::get, "/", with_pages), "/");
    EXPECT_EQ(found(HttpMethod::get, "/tickets/5", with_pages), "/tickets/{id} id=5");
    EXPECT_EQ(found(HttpMethod::get, "/tickets/5/x", with_pages), "/{path...} path=tickets/5/x");
    EXPECT_EQ(found(HttpMethod::head, "/app.js", with_pages), "/{path...} path=app.js");
    EXPECT_EQ(found(HttpMethod::post, "/app.js", with_pages), "unknown");
    EXPECT_EQ(found(HttpMethod::options, "/app.js", with_pages), "unknown");
    EXPECT_EQ(found(HttpMethod::get, "/tickets/verify", with_pages), "allow POST, OPTIONS");
}

TEST(Router, KnowsWhatItDoesNotKnow) {
    EXPECT_EQ(found(HttpMethod::get, "/tickets"), "unknown");
    EXPECT_EQ(found(HttpMethod::get, "/tickets/"), "unknown");
    EXPECT_EQ(found(HttpMethod::get, "/tickets/5/"), "unknown");
    EXPECT_EQ(found(HttpMethod::get, "//tickets/5"), "unknown");
    EXPECT_EQ(found(HttpMethod::del, "/tickets/5"), "allow GET, HEAD, OPTIONS");
    EXPECT_EQ(found(HttpMethod::head, "/tickets/5"), "/tickets/{id} id=5");
}

TEST(RouterDeathTest, TwoRoutesForOneThingAreABug) {
    EXPECT_DEATH(Router({route(HttpMethod::get, "/a/{x}"), route(HttpMethod::get, "/a/{x}")}), "");
}

}  // namespace
}  // namespace boxoffice::platform::http
