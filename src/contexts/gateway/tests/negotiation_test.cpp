// What clients of many kinds ask for, and what they are given.
#include "contexts/gateway/negotiation.hpp"

#include <gtest/gtest.h>

namespace boxoffice::gateway {
namespace {

constexpr auto chrome =
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
    "*/*;q=0.8";

TEST(Accept, BrowsersSeeThePageAndProgramsTheCollections) {
    EXPECT_TRUE(prefers_page(chrome));
    EXPECT_TRUE(prefers_page("text/html"));
    EXPECT_TRUE(prefers_page("TEXT/HTML; charset=utf-8 , */*;q=0.1"));
    EXPECT_TRUE(prefers_page("application/json;q=0.4, text/*;q=0.5"));

    EXPECT_FALSE(prefers_page(std::nullopt));
    EXPECT_FALSE(prefers_page(""));
    EXPECT_FALSE(prefers_page("*/*")) << "curl";
    EXPECT_FALSE(prefers_page("application/json, text/plain, */*")) << "axios";
    EXPECT_FALSE(prefers_page("application/hal+json")) << "a HAL client";
    EXPECT_FALSE(prefers_page("image/avif,image/webp,*/*;q=0.8")) << "an <img>";
    EXPECT_FALSE(prefers_page("text/html, application/json")) << "a tie goes to programs";
    EXPECT_FALSE(prefers_page("text/html;q=0, */*;q=0.5")) << "anything but a page";
    EXPECT_FALSE(prefers_page("text/html;q=nonsense"));
    EXPECT_FALSE(prefers_page("text/html;q=0.5, application/hal+json;q=0.6"));
}

TEST(AcceptLanguage, TheFirstOfOurTwo) {
    EXPECT_TRUE(prefers_english("en-GB,en;q=0.9"));
    EXPECT_TRUE(prefers_english("fr-CH, EN;q=0.8, ko;q=0.7"));
    EXPECT_FALSE(prefers_english("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7"));
    EXPECT_FALSE(prefers_english("fr, de")) << "neither";
    EXPECT_FALSE(prefers_english("x-en, den")) << "no language of that name";
    EXPECT_FALSE(prefers_english("")) << "nothing said";
    EXPECT_FALSE(prefers_english(std::nullopt));
}

TEST(AcceptEncoding, TheBestOfWhatThereIs) {
    constexpr Codings both{.gzip = true, .brotli = true};
    constexpr Codings only_gzip{.gzip = true, .brotli = false};
    constexpr Codings neither{};

    EXPECT_EQ(choose_coding("gzip, deflate, br, zstd", both), Coding::brotli);
    EXPECT_EQ(choose_coding("gzip, deflate, br", only_gzip), Coding::gzip);
    EXPECT_EQ(choose_coding("gzip, deflate, br", neither), Coding::identity);
    EXPECT_EQ(choose_coding("gzip", both), Coding::gzip);
    EXPECT_EQ(choose_coding("*", both), Coding::brotli);
    EXPECT_EQ(choose_coding("BR", both), Coding::brotli);
}

TEST(AcceptEncoding, QualitiesCount) {
    constexpr Codings both{.gzip = true, .brotli = true};
    EXPECT_EQ(choose_coding("br;q=0.5, gzip;q=0.9", both), Coding::gzip);
    EXPECT_EQ(choose_coding("br; q=0, *", both), Coding::gzip);
    EXPECT_EQ(choose_coding("gzip;q=0.001", both), Coding::gzip);
    EXPECT_EQ(choose_coding("identity, gzip;q=0.5, br;q=0.5", both), Coding::identity);
    EXPECT_EQ(choose_coding("identity;q=0.5, br;q=0.5", both), Coding::brotli);
    EXPECT_EQ(choose_coding("br;q=0, gzip;q=0", both), Coding::identity);
    EXPECT_EQ(choose_coding("br;q=2", both), Coding::identity) << "no quality at all";
}

TEST(AcceptEncoding, WhoSaysNothingGetsThePlainBytes) {
    constexpr Codings both{.gzip = true, .brotli = true};
    EXPECT_EQ(choose_coding(std::nullopt, both), Coding::identity);
    EXPECT_EQ(choose_coding("", both), Coding::identity);
    EXPECT_EQ(choose_coding("identity;q=0", both), Coding::identity) << "better than nothing";
}

TEST(IfNoneMatch, ComparesWholeTags) {
    EXPECT_TRUE(names_tag(R"("abc")", R"("abc")"));
    EXPECT_TRUE(names_tag(R"(W/"x", "abc")", R"("abc")"));
    EXPECT_TRUE(names_tag(R"(W/"abc")", R"("abc")")) << "a proxy may weaken it";
    EXPECT_TRUE(names_tag("*", R"("abc")"));
    EXPECT_FALSE(names_tag(R"("abc-br")", R"("abc")"));
    EXPECT_FALSE(names_tag("abc", R"("abc")"));
    EXPECT_FALSE(names_tag("", R"("abc")"));
}

}  // namespace
}  // namespace boxoffice::gateway
