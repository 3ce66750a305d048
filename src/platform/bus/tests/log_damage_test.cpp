// Goal: a torn end is cut off and nothing else is lost; damage is refused; after a failed write
// nothing is acknowledged any more.
#include "base/fault.hpp"
#include "platform/bus/crc32c.hpp"
#include "platform/bus/log_files.hpp"
#include "platform/bus/log_reader.hpp"
#include "platform/bus/segment_reader.hpp"
#include "platform/bus/segment_summary.hpp"
#include "platform/bus/tests/log_fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>

namespace boxoffice::platform {
namespace {

namespace fs = std::filesystem;

/// A disk with `bytes_left` of room, names for so many new files, and a number of syncs that
/// succeed; they cost nothing here.
struct Disk {
    std::size_t bytes_left = SIZE_MAX;
    int names_left = 1'000'000;
    int syncs_left = 1'000'000;
    bool can_cut = true;
    std::function<void()> before_cut{};
};

class FailingFile final : public AppendFile {
  public:
    FailingFile(std::unique_ptr<AppendFile> file, Disk& disk)
        : file_(std::move(file)), disk_(disk) {}
    void append(std::string_view bytes) override {
        const auto part = std::min(bytes.size(), disk_.bytes_left);
        if (disk_.bytes_left != SIZE_MAX) disk_.bytes_left -= part;
        file_->append(bytes.substr(0, part));
        if (part < bytes.size())
            throw base::InfrastructureFault("the disk is full", base::Retry::yes);
    }
    void cut(std::uint64_t length) override {
        if (disk_.before_cut) disk_.before_cut();
        if (!disk_.can_cut) throw base::InfrastructureFault("the cut failed", base::Retry::no);
        file_->cut(length);
    }
    void sync() override {
        if (disk_.syncs_left-- <= 0)
            throw base::InfrastructureFault("the sync failed", base::Retry::no);
    }

  private:
    std::unique_ptr<AppendFile> file_;
    Disk& disk_;
};

class FailingFiles final : public LogFiles {
  public:
    explicit FailingFiles(Disk& disk) : disk_(disk) {}
    std::unique_ptr<AppendFile> open_append(const fs::path& path) override {
        if (!fs::exists(path) && disk_.names_left-- <= 0)
            throw base::InfrastructureFault("no room for a name", base::Retry::yes);
        return std::make_unique<FailingFile>(files_->open_append(path), disk_);
    }
    void sync_directory(const fs::path&) override {}

  private:
    std::unique_ptr<LogFiles> files_ = make_system_files();
    Disk& disk_;
};

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

TEST_F(Directory, AFullDiskRefusesAndGoesOnWhenThereIsRoom) {
    // At every length of what is left, also where the next segment begins.
    for (std::size_t room = 0; room < 400; room += 7) {
        const TestDirectory place;
        const EmbeddedLogOptions small{.directory = place.path(), .segment_bytes = 700};
        Disk disk;
        {
            EmbeddedLog log(small, std::make_unique<FailingFiles>(disk));
            publish_each(log, 1, 10);
            disk.bytes_left = room;
            std::int64_t next = 11;
            while (publish(log, {make_event(next)}) == std::nullopt) ++next;
            EXPECT_TRUE(log.is_healthy());
            EXPECT_EQ(log.head().of(0), next - 1);
            EXPECT_NE(publish(log, {make_event(next)}), std::nullopt) << "it is still full";
            disk.bytes_left = SIZE_MAX;
            publish_each(log, next, 20);
            expect_events(take_all(log), next + 19);
        }
        EmbeddedLog log(small);
        EXPECT_GE(log.head().of(0), 30) << room;
        expect_events(take_all(log), log.head().of(0));
    }
}

TEST_F(Directory, ASegmentThatWasBegunIsGoneOnWith) {
    // At every length of what is left for the next segment and for the summary of this one.
    for (std::size_t room = 0; room < 200; room += 3) {
        const TestDirectory place;
        const EmbeddedLogOptions small{.directory = place.path(), .segment_bytes = 700};
        {
            Disk disk;
            EmbeddedLog log(small, std::make_unique<FailingFiles>(disk));
            publish_each(log, 1, 2);
            disk.bytes_left = room;
            std::vector<ports::EventPointer> many;
            for (std::int64_t n = 3; n < 9; ++n) many.push_back(make_event(n));
            ASSERT_NE(publish(log, many), std::nullopt) << "it has no place in this segment";
            disk.bytes_left = SIZE_MAX;
            publish_each(log, 3, 1);  // this one alone would have
        }
        EmbeddedLog log(small);
        expect_events(take_all(log), 3);
    }
}

TEST_F(Directory, GoesOnAfterThereWasNoRoomForTheNameOfAFile) {
    // The next segment's, and then that of the summary of the one before.
    for (const int names : {0, 1}) {
        const TestDirectory place;
        const EmbeddedLogOptions small{.directory = place.path(), .segment_bytes = 700};
        Disk disk;
        EmbeddedLog log(small, std::make_unique<FailingFiles>(disk));
        disk.names_left = names;
        std::int64_t next = 1;
        while (publish(log, {make_event(next)}) == std::nullopt) ++next;
        EXPECT_TRUE(log.is_healthy());
        disk.names_left = 1'000;
        publish_each(log, next, 20);
        expect_events(take_all(log), next + 19);
    }
}

TEST_F(Directory, WhatWasCutOffIsReadByNobody) {
    const EmbeddedLogOptions one_segment{.directory = directory.path()};
    {
        EmbeddedLog log(one_segment);
        publish_each(log, 1, 10);
    }
    Disk disk;
    EmbeddedLog log(one_segment, std::make_unique<FailingFiles>(disk));
    const auto stream = log.subscribe(from(0));
    // It reads ahead, up to what is being written just now.
    disk.before_cut = [&] { EXPECT_EQ(stream->take(5).size(), 5U); };
    disk.bytes_left = 1'000;
    std::vector<ports::EventPointer> many;
    for (std::int64_t n = 11; n < 31; ++n) many.push_back(make_event(n));
    ASSERT_NE(publish(log, many), std::nullopt);
    disk.bytes_left = SIZE_MAX;
    const auto other = make_event(1, 20, "payment");
    ASSERT_EQ(publish(log, {other}), std::nullopt);
    const auto taken = stream->take(100);
    ASSERT_EQ(taken.size(), 6U);
    expect_event(taken.back(), 11, *other);
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

TEST_F(Directory, RoomThatEndsAnywhereLosesNothingAcknowledged) {
    for (std::size_t room = 0; room < 1'500; room += 13) {
        const TestDirectory place;
        Disk disk{.bytes_left = room};
        std::int64_t acknowledged = 0;
        try {
            EmbeddedLog log({.directory = place.path(), .segment_bytes = 400},
                            std::make_unique<FailingFiles>(disk));
            for (std::int64_t n = 1; publish(log, {make_event(n)}) == std::nullopt; ++n)
                acknowledged = n;
        } catch (const base::InfrastructureFault&) {
            EXPECT_LT(room, segment_magic.size());
        }
        Disk sound;
        EmbeddedLog log({.directory = place.path(), .segment_bytes = 400},
                        std::make_unique<FailingFiles>(sound));
        const auto events = take_all(log);
        EXPECT_GE(static_cast<std::int64_t>(events.size()), acknowledged) << room;
        expect_events(events, static_cast<std::int64_t>(events.size()));
    }
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
