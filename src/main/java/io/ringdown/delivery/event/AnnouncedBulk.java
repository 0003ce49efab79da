package io.ringdown.delivery.event;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BulkStore;
import io.ringdown.binding.KeptBinding;
import io.ringdown.call.AccountSid;
import java.util.Iterator;
import java.util.List;

/**
 * A bulk store that tells of the changes it made. An import is not told of: it is no news from any
 * device, and its lines would push everything else out of the listeners' view. Thread-safe.
 */
public final class AnnouncedBulk implements BulkStore {
  private final BulkStore next;
  private final EventLog events;

  public AnnouncedBulk(BulkStore next, EventLog events) {
    this.next = next;
    this.events = events;
  }

  @Override
  public List<Outcome> change(
      AccountSid account, List<Change> changes, AccountPolicy policy, boolean atomic) {
    var outcomes = next.change(account, changes, policy, atomic);
    if (!atomic || outcomes.stream().allMatch(Outcome::made)) {
      outcomes.forEach(outcome -> tell(account, outcome));
    }
    return outcomes;
  }

  private void tell(AccountSid account, Outcome outcome) {
    if (outcome instanceof Outcome.Bound bound) {
      var registered = bound.registered();
      registered.departed().forEach(gone -> events.record(Event.departed(gone)));
      events.record(
          Event.binding(
              account,
              registered.binding().sid(),
              registered.created() ? "registered" : "refreshed"));
    } else if (outcome instanceof Outcome.Deleted deleted) {
      events.record(Event.binding(account, deleted.sid(), "deleted"));
    }
  }

  @Override
  public List<Brought> bring(List<KeptBinding> bindings, AccountPolicy policy) {
    return next.bring(bindings, policy);
  }

  @Override
  public void settle() {
    next.settle();
  }

  @Override
  public Iterator<List<Binding>> export(AccountSid account, BindingFilter filter) {
    return next.export(account, filter);
  }
}
