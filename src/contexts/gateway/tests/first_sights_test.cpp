// Goal: who comes to a page first sees it before any script, in his language, and his browser is
// told what to fetch; whoever comes otherwise gets the plain page. Method: the rule alone, over a
// few small files.
#include "contexts/gateway/first_sights.hpp"

#include <gtest/gtest.h>

#include <array>

namespace boxoffice::gateway {
namespace {

Asset text_file(std::string_view path, std::string_view content) {
    return {.path = path,
            .content_type = "text/html; charset=utf-8",
            .tag = path,
            .is_immutable = false,
            .identity = content,
            .brotli = {},
            .gzip = {}};
}

const std::array files{
    text_file("/first/home.en.html", "home"),
    text_file("/first/home.ko.html", "처음"),
    text_file("/first/home.txt", "/items?size=200\n/venues?size=200\n"),
    text_file("/first/musicals.en.html", "musical"),
    text_file("/first/musicals.ko.html", "뮤지컬"),
    text_file("/first/musicals.txt", "/items/{id}\n/items/{id}/performances?page=0\n/venues\n"),
    text_file("/first/sign-in.en.html", "sign in"),
    text_file("/first/sign-in.ko.html", "로그인"),
    text_file("/first/terms.en.html", "terms, in one language alone"),
    text_file("/index.html", "page"),
};

ports::HttpRequest request_for(std::string path, std::string language = "en-GB") {
    ports::HttpRequest request;
    request.path = std::move(path);
    request.headers.push_back({"Accept-Language", std::move(language)});
    return request;
}

std::string_view content_for(const ports::HttpRequest& request) {
    const auto found = FirstSights{files}.find(request);
    return found ? found->page->identity : "(none)";
}

TEST(FirstSights, EachPageHasItsOwnInTheLanguageThatIsWanted) {
    EXPECT_EQ(content_for(request_for("/")), "home");
    EXPECT_EQ(content_for(request_for("/", "ko-KR,ko;q=0.9,en;q=0.8")), "처음");
    EXPECT_EQ(content_for(request_for("/", "fr")), "처음") << "the house's own language";
    EXPECT_EQ(content_for(request_for("/musicals/7")), "musical");
    EXPECT_EQ(content_for(request_for("/sign-in")), "sign in");
}

TEST(FirstSights, ANumberIsThereWhereOneIsMeant) {
    for (const auto* path : {"/musicals", "/musicals/", "/musicals/seven", "/musicals/7/8",
                             "/musicals/12345678901234567", "/musicals/%3E", "/sign-in/7"}) {
        EXPECT_EQ(content_for(request_for(path)), "(none)") << path;
    }
}

TEST(FirstSights, OtherPagesHaveNone) {
    EXPECT_EQ(content_for(request_for("/my")), "(none)");
    EXPECT_EQ(content_for(request_for("/terms")), "(none)") << "half of it is missing";
}

TEST(FirstSights, AQueryNarrowsThePageAndWhatItAsksFor) {
    auto request = request_for("/");
    request.query.push_back({"q", "moon"});
    EXPECT_EQ(content_for(request), "(none)");
}

TEST(FirstSights, WhatThePageWillAskForIsNamedWithItsNumber) {
    const FirstSights sights{files};
    EXPECT_EQ(sights.find(request_for("/musicals/7"))->links,
              "</items/7>; rel=preload; as=fetch; crossorigin, "
              "</items/7/performances?page=0>; rel=preload; as=fetch; crossorigin, "
              "</venues>; rel=preload; as=fetch; crossorigin");
    EXPECT_EQ(sights.find(request_for("/"))->links,
              "</items?size=200>; rel=preload; as=fetch; crossorigin, "
              "</venues?size=200>; rel=preload; as=fetch; crossorigin");
    EXPECT_EQ(sights.find(request_for("/sign-in"))->links, "");
}

}  // namespace
}  // namespace boxoffice::gateway
