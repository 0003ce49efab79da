package io.ringdown.app;

import io.ringdown.account.AccountStore;
import io.ringdown.delivery.AwaitedAnswers;
import io.ringdown.delivery.CallDispatcher;
import io.ringdown.delivery.CallEndings;
import io.ringdown.delivery.EndedLegs;
import io.ringdown.delivery.LateRinging;
import io.ringdown.delivery.OngoingCalls;
import io.ringdown.delivery.node.EndedSignal;
import io.ringdown.delivery.node.NodeSignals;
import io.ringdown.delivery.node.SignalTopic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Gives what accompanies a call from its admission to its end. */
@ApplicationScoped
public class CallsUnderWay {
  @Inject ScheduledThreadPoolExecutor executor;

  @Produces
  @Singleton
  EndedLegs endedLegs(Clock clock) {
    return new EndedLegs(clock);
  }

  @Produces
  @Singleton
  CallEndings endings(
      OngoingCalls calls,
      EndedLegs ended,
      CallDispatcher dispatcher,
      NodeSignals signals,
      Clock clock) {
    var endings = new CallEndings(calls, ended, dispatcher, clock);
    signals.listen(SignalTopic.ENDED, text -> endings.endedElsewhere(EndedSignal.read(text)));
    return endings;
  }

  @Produces
  @Singleton
  AwaitedAnswers answers(OngoingCalls calls, CallDispatcher dispatcher, Clock clock) {
    var answers = new AwaitedAnswers(calls, executor, clock);
    dispatcher.tell(answers);
    return answers;
  }

  @Produces
  @Singleton
  LateRinging late(
      OngoingCalls calls, AccountStore accounts, CallDispatcher dispatcher, Clock clock) {
    var late = new LateRinging(calls, accounts, dispatcher, executor, clock);
    dispatcher.tell(late);
    return late;
  }
}
