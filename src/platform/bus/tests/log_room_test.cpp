// Goal: while the disk has no room the log refuses, and what it holds is what it has acknowledged.
#include "base/fault.hpp"
#include "platform/bus/segment_reader.hpp"
#include "platform/bus/tests/failing_disk.hpp"
#include "platform/bus/tests/log_fixture.hpp"

#include <gtest/gtest.h>

#include <random>

namespace boxoffice::platform {
namespace {

TEST(Room, AFullDiskRefusesAndGoesOnWhenThereIsRoom) {
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

TEST(Room, ASegmentThatWasBegunIsGoneOnWith) {
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

TEST(Room, GoesOnAfterThereWasNoRoomForTheNameOfAFile) {
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

TEST(Room, WhatWasCutOffIsReadByNobody) {
    const TestDirectory directory;
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

/// Publishers who repeat what was refused, a reader, and a disk whose room comes and goes.
class Coming {
  public:
    explicit Coming(unsigned seed) : chance_(seed) {
        small_.segment_bytes = 400 + one_of(1'500);
        if (one_of(2) == 0) small_.cache_bytes = 1;
    }
    void live() {
        disk_ = {};
        EmbeddedLog log(small_, std::make_unique<FailingFiles>(disk_));
        const auto stream = log.subscribe(from(std::ssize(seen_)));
        const auto read = [&] {
            const auto taken = stream->take(1 + one_of(4));
            seen_.insert(seen_.end(), taken.begin(), taken.end());
        };
        disk_.before_cut = read;
        for (int turn = 0; turn < 30; ++turn) {
            disk_.bytes_left = one_of(3) == 0 ? one_of(600) : SIZE_MAX;
            disk_.names_left = one_of(4) == 0 ? static_cast<int>(one_of(2)) : 1'000;
            publish_some(log);
            if (one_of(2) == 0) read();
        }
        ASSERT_TRUE(log.is_healthy());
        disk_.bytes_left = SIZE_MAX;
        disk_.names_left = 1'000;
    }
    void check() const {
        EmbeddedLog log(small_);
        const auto all = take_all(log);
        ASSERT_EQ(all.size(), acknowledged_.size());
        expect_acknowledged(all);
        ASSERT_LE(seen_.size(), acknowledged_.size());
        expect_acknowledged(seen_);
    }

  private:
    std::size_t one_of(std::size_t count) { return chance_() % count; }
    /// What is sent again after a refusal has another size, so that a mixture would show.
    void publish_some(EmbeddedLog& log) {
        std::vector<ports::EventPointer> batch;
        const auto count = 1 + one_of(5);
        for (std::size_t i = 0; i < count; ++i) {
            const auto sequence = std::ssize(acknowledged_) + std::ssize(batch) + 1;
            batch.push_back(make_event(sequence, one_of(90)));
        }
        if (publish(log, batch)) return;
        acknowledged_.insert(acknowledged_.end(), batch.begin(), batch.end());
    }
    void expect_acknowledged(const std::vector<ports::Delivery>& deliveries) const {
        for (std::size_t i = 0; i < deliveries.size(); ++i) {
            expect_event(deliveries[i], static_cast<std::int64_t>(i) + 1, *acknowledged_.at(i));
        }
    }

    std::mt19937 chance_;
    TestDirectory place_;
    EmbeddedLogOptions small_{.directory = place_.path()};
    Disk disk_;
    std::vector<ports::EventPointer> acknowledged_;
    std::vector<ports::Delivery> seen_;
};

TEST(Room, HoldsWhatWasAcknowledgedHoweverRoomComesAndGoes) {
    for (unsigned seed = 1; seed <= 25; ++seed) {
        SCOPED_TRACE(seed);
        Coming coming{seed};
        for (int life = 0; life < 3; ++life) coming.live();
        coming.check();
        ASSERT_FALSE(HasFailure());
    }
}

TEST(Room, RoomThatEndsAnywhereLosesNothingAcknowledged) {
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

}  // namespace
}  // namespace boxoffice::platform
