// Goal: the committed documents say what the code says, and the topology is a true map of the
// events. Method: they are made anew and compared; the topology is held against the lists of
// events.hpp.
#include "app/published_language/asyncapi.hpp"
#include "app/published_language/context_map.hpp"
#include "app/published_language/event_facts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace boxoffice::app {
namespace {

const std::filesystem::path root{BOXOFFICE_SOURCE_DIR};
constexpr auto advice = "write it again: build/dev/bin/write_published_language";

std::string committed(const std::filesystem::path& file) {
    std::ifstream stream{root / file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

TEST(PublishedLanguage, AsyncApiSaysWhatTheStructsSay) {
    EXPECT_EQ(committed("contracts/events/asyncapi.yaml"),
              make_asyncapi(read_published_sources(root)))
        << advice;
}

TEST(PublishedLanguage, ContextMapSaysWhatTheTopologySays) {
    EXPECT_EQ(committed("docs/context-map.md"), make_context_map()) << advice;
}

TEST(PublishedLanguage, AnEventWithoutExampleOrCommentIsRefused) {
    auto sources = read_published_sources(root);
    sources.examples.erase("SeatSold");
    EXPECT_THROW((void)make_asyncapi(sources), std::runtime_error);
    sources = read_published_sources(root);
    sources.comments.erase("SeatSold");
    EXPECT_THROW((void)make_asyncapi(sources), std::runtime_error);
}

TEST(StructComments, AreTheLinesRightAboveAStruct) {
    StructComments comments;
    collect_struct_comments(comments,
                            "/// Of nothing.\n\n/// Two\n/// lines.\nstruct First {\n"
                            "struct Second {\n/// Of a function.\nvoid f() {\n");
    EXPECT_EQ(comments, (StructComments{{"First", "Two lines."}}));
}

using Names = std::set<std::string_view>;

TEST(Topology, ContextsPublishWhatTheContractsListForThem) {
    for (const auto& context : topology()) {
        Names listed;
        for (const auto& event : all_events()) {
            if (event.source == context.name) listed.insert(event.name);
        }
        EXPECT_EQ(Names(context.publishes.begin(), context.publishes.end()), listed)
            << context.name;
    }
}

TEST(Topology, EveryEventHasOnePublisher) {
    std::multiset<std::string_view> published;
    for (const auto& context : topology()) {
        published.insert(context.publishes.begin(), context.publishes.end());
    }
    for (const auto& event : all_events()) EXPECT_EQ(published.count(event.name), 1U) << event.name;
    EXPECT_EQ(published.size(), all_events().size());
}

TEST(Topology, EveryEventListenedToIsPublished) {
    Names known;
    for (const auto& event : all_events()) known.insert(event.name);
    for (const auto& context : topology()) {
        for (const auto event : context.listens_to) {
            EXPECT_TRUE(known.contains(event)) << context.name << " listens to " << event;
        }
        EXPECT_EQ(Names(context.listens_to.begin(), context.listens_to.end()).size(),
                  context.listens_to.size())
            << context.name << " listens to something twice";
    }
}

TEST(Topology, EachPathHasOneOwner) {
    std::multiset<std::string_view> served;
    for (const auto& context : topology()) {
        served.insert(context.serves.begin(), context.serves.end());
    }
    for (const auto path : served) EXPECT_EQ(served.count(path), 1U) << path;
}

}  // namespace
}  // namespace boxoffice::app
