//! A bounded memory of what was used last.

use std::borrow::Borrow;

/// Keeps a few values by key; who was not used for longest goes first, once there are too many or they are too heavy
/// together. Meant for tens of entries: it looks through all of them.
#[derive(Debug)]
pub struct Cache<K, V> {
    /// From the longest unused to the last used.
    entries: Vec<Entry<K, V>>,
    most: usize,
    room: u64,
}

#[derive(Debug)]
struct Entry<K, V> {
    key: K,
    value: V,
    weight: u64,
}

impl<K: PartialEq, V> Cache<K, V> {
    /// A cache of at most `most` values with at most `room` weight together.
    pub fn new(most: usize, room: u64) -> Self {
        Self {
            entries: Vec::new(),
            most,
            room,
        }
    }

    /// The value under a key, which is now the last used.
    pub fn get<Q: PartialEq + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let index = self.entries.iter().position(|entry| entry.key.borrow() == key)?;
        let entry = self.entries.remove(index);
        self.entries.push(entry);
        self.entries.last_mut().map(|entry| &mut entry.value)
    }

    /// Keeps a value, in place of one under the same key. One that is heavier than the cache has room for is not
    /// kept.
    pub fn put(&mut self, key: K, value: V, weight: u64) {
        self.entries.retain(|entry| entry.key != key);
        if weight > self.room {
            return;
        }
        self.make_room(weight);
        self.entries.push(Entry { key, value, weight });
    }

    /// Lets values go until another of this weight may come.
    pub fn make_room(&mut self, weight: u64) {
        while !self.entries.is_empty() && !self.fits(weight) {
            self.entries.remove(0);
        }
    }

    fn fits(&self, weight: u64) -> bool {
        let held: u64 = self.entries.iter().map(|entry| entry.weight).sum();
        self.entries.len() < self.most && held.saturating_add(weight) <= self.room
    }

    /// Lets everything go.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(cache: &Cache<String, u32>) -> Vec<&str> {
        cache.entries.iter().map(|entry| entry.key.as_str()).collect()
    }

    #[test]
    fn the_longest_unused_goes_first() {
        let mut cache = Cache::new(2, 100);
        cache.put("a".to_owned(), 1, 1);
        cache.put("b".to_owned(), 2, 1);
        assert_eq!(cache.get("a"), Some(&mut 1));
        cache.put("c".to_owned(), 3, 1);
        assert_eq!(keys(&cache), ["a", "c"]);
        assert_eq!(cache.get("b"), None);
    }

    #[test]
    fn it_is_never_heavier_than_its_room() {
        let mut cache = Cache::new(10, 10);
        for (key, weight) in [("a", 4), ("b", 4), ("c", 4), ("d", 11)] {
            cache.put(key.to_owned(), 0, weight);
        }
        assert_eq!(keys(&cache), ["b", "c"], "what is too heavy moves nobody out");
        cache.put("c".to_owned(), 1, 6);
        assert_eq!((keys(&cache), cache.len()), (vec!["b", "c"], 2));
        cache.put("e".to_owned(), 1, 10);
        assert_eq!(keys(&cache), ["e"]);
        cache.clear();
        assert!(cache.is_empty());
    }
}
