// Targets, URLs and dates.
#include "platform/http/url.hpp"

#include "platform/http/response_writer.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform::http {
namespace {

TEST(Target, IsDecoded) {
    const auto target = parse_target("/seats/a%20b+c?name=%EB%8F%84+x&empty=&bare&&n=1");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/seats/a b+c");
    const std::vector<std::pair<std::string, std::string>> expected{
        {"name", "도 x"}, {"empty", ""}, {"bare", ""}, {"n", "1"}};
    EXPECT_EQ(target->query, expected);
}

TEST(Target, MustBeInOriginForm) {
    EXPECT_FALSE(parse_target(""));
    EXPECT_FALSE(parse_target("items"));
    EXPECT_FALSE(parse_target("*"));
    EXPECT_TRUE(parse_target("/..."));
}

TEST(Url, IsSplit) {
    const auto url = parse_url("https://pay.example:8443/v1/x?y=1");
    ASSERT_TRUE(url);
    EXPECT_TRUE(url->is_tls);
    EXPECT_EQ(url->host, "pay.example");
    EXPECT_EQ(url->port, 8443);
    EXPECT_EQ(url->authority, "pay.example:8443");
    EXPECT_EQ(url->target, "/v1/x?y=1");
}

TEST(Url, HasDefaults) {
    EXPECT_EQ(parse_url("http://a")->port, 80);
    EXPECT_EQ(parse_url("https://a")->port, 443);
    EXPECT_EQ(parse_url("http://a")->target, "/");
    EXPECT_EQ(parse_url("http://a?q")->target, "/?q");
    EXPECT_EQ(parse_url("http://[::1]:81/")->host, "::1");
    EXPECT_EQ(parse_url("http://[::1]:81/")->port, 81);
}

TEST(Url, RefusesWhatIsNotOne) {
    for (const auto* text :
         {"", "a", "ftp://a/", "http://", "http:///x", "http://a:0/", "http://a:70000/",
          "http://a:x/", "http://a:/", "http://user@a/", "http://a/ b", "http://a/#f",
          "http://a\r\nX: y/", "http://[::1/", "http://[::1]x/"}) {
        EXPECT_FALSE(parse_url(text)) << text;
    }
}

TEST(HttpDate, IsImfFixdate) {
    // The example of RFC 9110 section 5.6.7.
    EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace boxoffice::platform::http
