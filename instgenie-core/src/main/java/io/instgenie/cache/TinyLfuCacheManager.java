package io.instgenie.cache;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps what is used often and what was used lately, see {@link TinyLfu}. The default of both tiers. */
public final class TinyLfuCacheManager implements CacheManager {
    private final TinyLfu<String> policy;
    private final Set<String> unwanted = new LinkedHashSet<>(); // by the policy, but still in the tier

    /** @param maxBytes the bound of the tier, 0 or more */
    public TinyLfuCacheManager(long maxBytes) {
        policy = new TinyLfu<>(maxBytes);
    }

    @Override
    public void used(CacheItem item) {
        unwanted.remove(item.id());
        unwanted.addAll(policy.use(item.id(), item.bytes()));
    }

    @Override
    public void left(CacheItem item) {
        unwanted.remove(item.id());
        policy.forget(item.id());
    }

    @Override
    public CacheItem victim(List<CacheItem> candidates) {
        Map<String, CacheItem> byId = candidates.stream().collect(Collectors.toMap(CacheItem::id, Function.identity()));
        Optional<String> first = Stream.concat(
                        unwanted.stream().filter(byId::containsKey),
                        Stream.of(byId).flatMap(known -> policy.coldest(known::containsKey).stream()))
                .findFirst();
        return first.map(byId::get).orElse(candidates.get(0));
    }
}
