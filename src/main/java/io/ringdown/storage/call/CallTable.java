package io.ringdown.storage.call;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.NodeId;
import io.ringdown.call.CallNotification;
import io.ringdown.delivery.Admission;
import io.ringdown.delivery.CallStore;
import io.ringdown.delivery.DeliveryAttempt;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.node.SignalLine;
import io.ringdown.storage.secret.SecretCipher;
import java.util.List;
import java.util.random.RandomGenerator;

/** The tables {@code ring_call}, {@code delivery} and {@code attempt}: the outbox. */
public final class CallTable implements CallStore {
  private final Database database;
  private final NodeId node;
  private final CallKeeper keeper;

  /**
   * @param node who owes what is admitted here
   * @param random makes SIDs; must be hard to guess and safe for several threads
   * @param signals tells the nodes that hold connections
   */
  public CallTable(
      Database database,
      SecretCipher cipher,
      NodeId node,
      RandomGenerator random,
      SignalLine signals) {
    this.database = database;
    this.node = node;
    this.keeper = new CallKeeper(cipher, node, random, signals);
  }

  @Override
  public Admission admit(CallNotification call, AccountPolicy policy) {
    return database.untilItFits(entities -> keeper.admit(entities, call, policy));
  }

  @Override
  public void record(List<DeliveryAttempt> attempts) {
    if (attempts.isEmpty()) {
      return;
    }
    var unused =
        database.untilItFitsUnsettled(
            entities -> {
              new OutcomeWriter(entities, node).write(attempts);
              return attempts.size();
            });
  }

  @Override
  public void settle() {
    database.settle();
  }
}
