package io.ringdown.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Merge patches of JSON objects.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7396">RFC 7396</a>
 */
public final class MergePatch {
  /** The media type of a merge patch. */
  public static final String MEDIA_TYPE = "application/merge-patch+json";

  private MergePatch() {}

  /** Applies the patch to the target, which is changed by it. */
  public static void apply(ObjectNode target, ObjectNode patch) {
    for (var entry : patch.properties()) {
      var name = entry.getKey();
      var value = entry.getValue();
      if (value.isNull()) {
        target.remove(name);
      } else if (value instanceof ObjectNode object) {
        var member = target.get(name) instanceof ObjectNode there ? there : target.putObject(name);
        apply(member, object);
      } else {
        target.set(name, value);
      }
    }
  }
}
