package io.ringdown.delivery;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Channel;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ongoing calls as the test says, each late delivery owed once. */
final class FakeOngoingCalls implements OngoingCalls {
  final List<Delivery> late = new ArrayList<>();
  final List<MessageId> unreachable = new ArrayList<>();
  final List<EndedLeg> endedElsewhere = new ArrayList<>();
  Optional<Instant> deadline = Optional.empty();
  final Set<DeliveryStatus> statuses = EnumSet.noneOf(DeliveryStatus.class);
  int looks;
  boolean away;
  boolean lateAfterTheLook;

  @Override
  public Optional<Instant> end(CallLeg leg, Instant at) {
    requireThere();
    return deadline;
  }

  @Override
  public List<EndedLeg> endedSince(Instant since, Instant now) {
    looks++;
    requireThere();
    return endedElsewhere;
  }

  @Override
  public boolean isCalled(AccountSid account, Identity identity, Instant now) {
    looks++;
    requireThere();
    return !late.isEmpty();
  }

  @Override
  public boolean isStillBound(Delivery delivery) {
    throw new AssertionError("the dispatcher is told what to ask");
  }

  @Override
  public List<Delivery> owedLate(
      AccountSid account,
      Identity identity,
      AccountPolicy policy,
      Set<Channel> channels,
      Instant now) {
    var owed = late.stream().filter(one -> channels.contains(one.channel())).toList();
    late.clear();
    return owed;
  }

  @Override
  public Set<DeliveryStatus> statuses(AccountSid account, MessageId messageId) {
    looks++;
    requireThere();
    return statuses;
  }

  @Override
  public boolean proveUnreachable(AccountSid account, MessageId messageId) {
    requireThere();
    if (lateAfterTheLook) {
      statuses.add(DeliveryStatus.PENDING);
      return false;
    }
    unreachable.add(messageId);
    return true;
  }

  private void requireThere() {
    if (away) {
      throw new IllegalStateException("away");
    }
  }
}
