// Goal: what follows from a traced request belongs to its trace, through outbox, bus, inbox and due
// work, whether one process is alone or replicas share the work.
#include "contracts/events.hpp"
#include "eventing/tests/small_context.hpp"
#include "ports/tests/recording_tracer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace boxoffice::eventing::testing {
namespace {

using namespace std::chrono_literals;
using ports::testing::attribute;

constexpr DueKind effect{1};

ports::TraceContext caller_of(std::string_view state = "") {
    return ports::read_trace(ports::testing::caller_traceparent, state);
}

struct TracingTest : ::testing::Test {
    World world;
    SmallContext musical{world, "musical"};
    SmallContext mypage{world, "mypage"};

    void open_both() {
        musical.open();
        mypage.open([](SmallContext& self) { self.listen(); });
        world.scheduler.run_for(3s);
    }
    void post(const Add& add, const ports::TraceContext& caller = caller_of()) {
        const ports::TraceScope scope{caller};
        (void)musical.post(add);
    }
    std::vector<std::string> story() { return world.tracer.story(); }
};

TEST_F(TracingTest, ACommandItsEventAndWhatFollowsAreOneTrace) {
    open_both();
    post({.account = 7});
    world.scheduler.run_for(1s);
    EXPECT_EQ(story(), (std::vector<std::string>{"Add < -", "send ItemEdited < Add",
                                                 "process ItemEdited < Add"}));
    const auto command = world.tracer.span("Add");
    EXPECT_EQ(command.kind, ports::SpanKind::internal);
    EXPECT_EQ(command.parent_id, caller_of().span_id);
    EXPECT_EQ(command.context.trace_id, caller_of().trace_id);
    EXPECT_EQ(attribute(command, "boxoffice.context"), "musical");
    EXPECT_EQ(attribute(command, "boxoffice.command"), "Add");
    EXPECT_EQ(attribute(command, "boxoffice.decisions"), "1");
    const auto sent = world.tracer.span("send ItemEdited");
    EXPECT_EQ(sent.kind, ports::SpanKind::producer);
    EXPECT_EQ(attribute(sent, "messaging.operation.type"), "send");
    EXPECT_EQ(attribute(sent, "messaging.message.id"), "item-7/1/1");
    const auto processed = world.tracer.span("process ItemEdited");
    EXPECT_EQ(processed.kind, ports::SpanKind::consumer);
    EXPECT_EQ(attribute(processed, "boxoffice.context"), "mypage");
    EXPECT_EQ(attribute(processed, "boxoffice.command"), "Add");
    EXPECT_EQ(attribute(processed, "messaging.consumer.group.name"), "mypage");
    EXPECT_EQ(attribute(processed, "messaging.destination.name"), "musicalreservation");
}

TEST_F(TracingTest, WhatConsumersPublishBelongsToTheTraceToo) {
    SmallContext sales{world, "sales"};
    musical.open();
    sales.open([](SmallContext& self) {
        self.listen();
        self.bookkeeper().publishes = true;
    });
    world.scheduler.run_for(1s);
    post({.account = 7}, caller_of("rojo=1"));
    world.scheduler.run_for(1s);
    const auto lines = story();
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "send ItemEdited < process ItemEdited"), 1);
    std::vector<std::string> states;
    for (const auto& event : world.bus.log()) {
        const auto trace = ports::read_trace_text(event->trace);
        EXPECT_EQ(trace.trace_id, caller_of().trace_id);
        states.push_back(trace.state);
    }
    EXPECT_EQ(states, (std::vector<std::string>{"rojo=1", "rojo=1"}));
}

TEST_F(TracingTest, WhatNobodyTracesCarriesNothing) {
    open_both();
    (void)musical.post({.account = 7});
    world.scheduler.run_for(1s);
    EXPECT_TRUE(world.tracer.spans().empty());
    ASSERT_EQ(world.bus.log().size(), 1U);
    EXPECT_EQ(world.bus.log()[0]->trace, "");
}

TEST_F(TracingTest, AnUnsampledTraceIsCarriedAndNotRecorded) {
    open_both();
    auto caller = caller_of();
    caller.is_sampled = false;
    post({.account = 7}, caller);
    world.scheduler.run_for(1s);
    EXPECT_TRUE(world.tracer.spans().empty());
    EXPECT_EQ(world.bus.log().at(0)->trace, ports::to_text(caller));
}

TEST_F(TracingTest, TheOutboxKeepsItOverACrash) {
    open_both();
    world.bus.set_faults({.publish_refused = 1'000});
    post({.account = 7});
    world.scheduler.run_for(100ms);
    ASSERT_TRUE(world.bus.log().empty());
    musical.crash();
    world.bus.set_faults({});
    musical.open();
    world.scheduler.run_for(1s);
    ASSERT_EQ(world.bus.log().size(), 1U);
    EXPECT_EQ(ports::read_trace_text(world.bus.log()[0]->trace).trace_id, caller_of().trace_id);
    const auto lines = story();
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "process ItemEdited < Add"), 1);
}

TEST_F(TracingTest, ACommandThatIsDecidedAgainIsStillOneSpan) {
    open_both();
    musical.script().next = {CommitScript::Commit::fails, CommitScript::Commit::works};
    post({.account = 7});
    world.scheduler.run_for(1s);
    const auto command = world.tracer.span("Add");
    EXPECT_EQ(attribute(command, "boxoffice.decisions"), "2");
    EXPECT_FALSE(command.has_failed);
    EXPECT_EQ(world.bus.log().size(), 1U);
}

TEST_F(TracingTest, ACommandThatCannotBeCarriedOutSaysSo) {
    open_both();
    post({.account = 7, .poison = true});
    world.scheduler.run_for(1s);
    const auto command = world.tracer.span("Add");
    EXPECT_TRUE(command.has_failed);
    EXPECT_EQ(attribute(command, "error.type"), "cannot_be_carried_out");
}

/// Due work of a small context: whoever starts it, for whom.
struct Effects {
    std::vector<std::string> traces;

    void register_at(SmallContext& context) {
        context.kernel().due().on(effect, [this](const DueRow&, DueTicker::Finished finished) {
            traces.push_back(ports::to_text(ports::current_trace()));
            finished();
        });
    }
    static void plan(SmallContext& context, base::Duration in) {
        context.bookkeeper().also = [in](const Add& add, UnitOfWork& work) {
            work.set_due(effect, add.account, work.now() + in, "intent");
        };
    }
};

TEST_F(TracingTest, DueWorkIsDoneForWhoeverSetIt) {
    Effects effects;
    const auto prepare = [&](SmallContext& self) {
        effects.register_at(self);
        Effects::plan(self, 1min);
    };
    musical.open(prepare);
    world.scheduler.run_for(1s);
    post({.account = 7});
    world.scheduler.run_for(1s);
    musical.crash();
    musical.open(prepare);
    world.scheduler.run_for(2min);
    ASSERT_FALSE(effects.traces.empty());
    const auto command = world.tracer.span("Add");
    EXPECT_EQ(effects.traces.front(), ports::to_text(command.context));
}

TEST_F(TracingTest, ReplicasCarryItForEachOther) {
    SmallContext one{world, "payment"};
    SmallContext two{world, one};
    Effects effects;
    one.open([&](SmallContext& self) {
        effects.register_at(self);
        Effects::plan(self, 1s);
    });
    two.open([&](SmallContext& self) { effects.register_at(self); });
    world.scheduler.run_for(3s);
    {
        const auto caller = caller_of("rojo=1");
        const ports::TraceScope scope{caller};
        (void)one.post({.account = 7});
    }
    world.scheduler.run_for(10ms);
    one.crash();
    world.scheduler.run_for(1min);
    ASSERT_EQ(world.bus.log().size(), 1U);
    const auto trace = ports::read_trace_text(world.bus.log()[0]->trace);
    EXPECT_EQ(trace.trace_id, caller_of().trace_id);
    EXPECT_EQ(trace.state, "rojo=1");
    ASSERT_FALSE(effects.traces.empty());
    EXPECT_EQ(ports::read_trace_text(effects.traces.front()).trace_id, caller_of().trace_id);
}

TEST_F(TracingTest, RowsOfAnOlderVersionHaveNone) {
    SmallContext one{world, "payment"};
    SmallContext two{world, one};
    one.open();
    world.scheduler.run_for(3s);
    one.execute("INSERT INTO event_sequence (key, generation, sequence) VALUES ('5', 1, 1)");
    one.database().open_writer()->execute(
        "INSERT INTO outbox_event (bucket, key, generation, sequence, type, time, payload) "
        "VALUES ($1, '5', 1, 1, 'ItemEdited', 0, '{}')",
        {bucket_of("5")});
    world.scheduler.run_for(3s);
    ASSERT_EQ(world.bus.log().size(), 1U);
    EXPECT_EQ(world.bus.log()[0]->trace, "");
}

}  // namespace
}  // namespace boxoffice::eventing::testing
