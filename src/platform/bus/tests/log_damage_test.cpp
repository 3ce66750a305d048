// Goal: a torn end is cut off and nothing else is lost; damage is refused; after a failed write
// nothing is acknowledged any more.
#include "base/fault.hpp"
#include "platform/bus/crc32c.hpp"
#include "platform/bus/log_files.hpp"
#include "platform/bus/log_reader.hpp"
#include "platform/bus/segment_reader.hpp"
#include "platform/bus/segment_summary.hpp"
#include "platform/bus/tests/failing_disk.hpp"
#include "platform/bus/tests/log_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace boxoffice::platform {
namespace {

namespace fs = std::filesystem;

/// What the log holds when its only segment has these bytes; nothing when it is refused.
std::optional<std::vector<ports::Delivery>> events_in(const std::string& segment) {
    const TestDirectory directory;
    std::ofstream(directory.path() / segment_name(1), std::ios::binary) << segment;
    try {
        Disk disk;
        EmbeddedLog log({.directory = directory.path()}, std::make_unique<FailingFiles>(disk));
        auto events = take_all(log);
        // It goes on from there.
        const auto next = static_cast<std::int64_t>(events.size()) + 1;
        publish_each(log, next, 1);
        expect_events(take_all(log), next);
        return events;
    } catch (const base::InfrastructureFault& fault) {
        EXPECT_FALSE(fault.is_retryable());
        EXPECT_NE(std::string(fault.what()).find("restore it from a backup"), std::string::npos);
        return std::nullopt;
    }
}

/// The bytes of a segment with these batches of events, and where each record ends.
struct Segment {
    std::string bytes;
    std::vector<std::size_t> ends;
};

Segment segment_of(const std::vector<int>& batches) {
    Segment segment{std::string(segment_magic), {}};
    std::int64_t position = 1;
    for (const int size : batches) {
        const auto first = position;
        for (int i = 0; i < size; ++i, ++position) {
            append_record(segment.bytes, position, first, *make_event(position));
            segment.ends.push_back(segment.bytes.size());
        }
    }
    return segment;
}

TEST(TornEnd, IsCutOffAtEachByte) {
    const auto whole = segment_of({1, 2, 1});
    for (std::size_t length = 0; length <= whole.bytes.size(); ++length) {
        const auto complete = std::count_if(whole.ends.begin(), whole.ends.end(),
                                            [&](std::size_t end) { return end <= length; });
        const auto events = events_in(whole.bytes.substr(0, length));
        ASSERT_TRUE(events) << length;
        expect_events(*events, complete);
    }
}

TEST(TornEnd, MayBeAnyPartOfTheLastBatch) {
    const auto whole = segment_of({2, 3});
    // A power cut keeps some pages of the last batch and loses others: here its first record is
    // gone.
    auto bytes = whole.bytes;
    std::fill(bytes.begin() + static_cast<long>(whole.ends[1]),
              bytes.begin() + static_cast<long>(whole.ends[2]), '\0');
    const auto events = events_in(bytes);
    ASSERT_TRUE(events);
    expect_events(*events, 2);
    EXPECT_EQ(events_in(whole.bytes + std::string(10'000, '\0'))->size(), 5U);
}

TEST(Damage, BeforeALaterBatchIsRefusedAtEachByte) {
    const auto whole = segment_of({1, 2, 1});
    for (std::size_t at = 0; at < whole.ends[2]; ++at) {
        auto bytes = whole.bytes;
        bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
        EXPECT_FALSE(events_in(bytes)) << at;
    }
}

class Directory : public testing::Test {
  protected:
    EmbeddedLogOptions options() const {
        return {.directory = directory.path(), .segment_bytes = 600};
    }
    std::string refusal() const {
        try {
            EmbeddedLog log(options());
            (void)take_all(log);
        } catch (const base::InfrastructureFault& fault) {
            EXPECT_FALSE(fault.is_retryable());
            return fault.what();
        }
        return "";
    }
    /// Writes 20 events and closes the log.
    void fill() const {
        EmbeddedLog log(options());
        publish_each(log, 1, 20);
    }
    std::vector<fs::path> segments() const {
        std::vector<fs::path> found;
        for (const auto& entry : fs::directory_iterator(directory.path())) {
            if (entry.path().extension() == ".log") found.push_back(entry.path());
        }
        std::sort(found.begin(), found.end());
        return found;
    }
    TestDirectory directory;
};

void flip(const fs::path& path, std::streamoff at) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(at);
    const auto byte = static_cast<char>(file.get() ^ 1);
    file.seekp(at);
    file.put(byte);
}

TEST_F(Directory, AFlippedBitInAnOldSegmentIsFoundWhenItIsRead) {
    fill();
    flip(segments().front(), 200);
    EXPECT_NE(refusal().find("is damaged at byte"), std::string::npos);
    LogReader reader(directory.path());
    EXPECT_THROW((void)reader.take(100), base::InfrastructureFault);
}

TEST_F(Directory, AShortenedOldSegmentIsRefused) {
    fill();
    fs::resize_file(segments().front(), fs::file_size(segments().front()) - 1);
    EXPECT_NE(refusal().find("its length has changed"), std::string::npos);
}

TEST_F(Directory, AMissingSegmentIsRefused) {
    fill();
    fs::remove(segments()[1]);
    EXPECT_NE(refusal().find("is missing"), std::string::npos);
}

TEST_F(Directory, WhatWasClosedProperlyHasNoTornEnd) {
    fill();
    fs::resize_file(segments().back(), fs::file_size(segments().back()) - 1);
    EXPECT_NE(refusal().find("ends at 19 but had reached 20"), std::string::npos);
}

TEST_F(Directory, LostSummariesAreMadeAgain) {
    fill();
    const auto beside = summary_path(segments().front());
    fs::remove(beside);
    flip(summary_path(segments()[1]), 20);
    EXPECT_EQ(refusal(), "");
    EXPECT_TRUE(fs::exists(beside));
}

TEST_F(Directory, WhatCannotBeCutOffStopsTheLogForGood) {
    Disk disk;
    {
        EmbeddedLog log(options(), std::make_unique<FailingFiles>(disk));
        publish_each(log, 1, 10);
        disk.bytes_left = 30;
        disk.can_cut = false;
        EXPECT_NE(publish(log, {make_event(11)}), std::nullopt);
        EXPECT_FALSE(log.is_healthy());
        disk.bytes_left = SIZE_MAX;
        EXPECT_NE(publish(log, {make_event(11)}), std::nullopt);
        EXPECT_EQ(log.head().of(0), 10);
        expect_events(take_all(log), 10);
    }
    EmbeddedLog log(options());
    expect_events(take_all(log), 10);
    publish_each(log, 11, 1);
}

TEST_F(Directory, AFailedSyncStopsTheLogForGood) {
    Disk disk;
    {
        EmbeddedLog log(options(), std::make_unique<FailingFiles>(disk));
        publish_each(log, 1, 3);
        disk.syncs_left = 0;
        EXPECT_NE(publish(log, {make_event(4)})->find("the sync failed"), std::string::npos);
        disk.syncs_left = 1'000;
        EXPECT_NE(publish(log, {make_event(4)}), std::nullopt);
        EXPECT_EQ(log.head().of(0), 3);
        EXPECT_EQ(take_all(log).size(), 3U);
    }
    // The fourth may have reached the disk or not; the publisher sends it again and consumers drop
    // the repeat.
    EmbeddedLog log(options());
    EXPECT_GE(log.head().of(0), 3);
}

TEST(Crc32c, MatchesThePublishedVectors) {
    // Source: RFC 3720 appendix B.4.
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
    EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
    EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
    EXPECT_EQ(crc32c(""), 0U);
}

}  // namespace
}  // namespace boxoffice::platform
