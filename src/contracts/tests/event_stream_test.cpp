// Server-sent events: their lines, and where a reader goes on.
#include "contracts/event_stream.hpp"

#include <gtest/gtest.h>

namespace boxoffice::contracts {
namespace {

TEST(EventStream, AnEventIsItsLinesAndAnEmptyOne) {
    EXPECT_EQ(stream_event(7, "seats", "{}"), "id: 7\nevent: seats\ndata: {}\n\n");
    EXPECT_EQ(stream_event(std::nullopt, "unread", "{\"unread\":2}"),
              "event: unread\ndata: {\"unread\":2}\n\n");
}

TEST(EventStream, WhatTheBrowserRepeatsCountsBeforeWhatThePageAsksFor) {
    ports::HttpRequest request;
    EXPECT_EQ(known_position(request, "version"), std::nullopt);
    request.query = {{"version", "3"}};
    EXPECT_EQ(known_position(request, "version"), 3);
    EXPECT_EQ(known_position(request, "after"), std::nullopt);
    request.headers = {{"Last-Event-ID", "12"}};
    EXPECT_EQ(known_position(request, "version"), 12);
    request.headers = {{"Last-Event-ID", "12x"}};
    EXPECT_EQ(known_position(request, "version"), -1) << "it is known that he has been here";
}

}  // namespace
}  // namespace boxoffice::contracts
