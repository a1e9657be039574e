//! One thing, and seldom more: the usual case allocates nothing.

/// A list whose first is kept in place.
pub(crate) struct Few<T> {
    /// `None` only where there are none at all.
    first: Option<T>,
    more: Vec<T>,
}

impl<T> Few<T> {
    #[inline]
    pub(crate) fn push(&mut self, one: T) {
        match self.first {
            None => self.first = Some(one),
            Some(_) => self.more.push(one),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// The first, and the others.
    pub(crate) fn split(self) -> Option<(T, Vec<T>)> {
        Some((self.first?, self.more))
    }

    #[inline]
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.first.iter().chain(&self.more)
    }

    /// Removes one that fits, if there is one.
    pub(crate) fn remove(&mut self, mut fits: impl FnMut(&T) -> bool) {
        if let Some(at) = self.more.iter().position(&mut fits) {
            self.more.remove(at);
        } else if self.first.as_ref().is_some_and(fits) {
            self.first = (!self.more.is_empty()).then(|| self.more.remove(0));
        }
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self { first: None, more: Vec::new() }
    }
}

impl<T> Extend<T> for Few<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, all: I) {
        for one in all {
            self.push(one);
        }
    }
}

impl<T> IntoIterator for Few<T> {
    type Item = T;
    type IntoIter = std::iter::Chain<std::option::IntoIter<T>, std::vec::IntoIter<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.first.into_iter().chain(self.more)
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    fn few(len: usize) -> Few<usize> {
        let mut few = Few::default();
        few.extend(0..len);
        few
    }

    #[test]
    fn it_is_a_list() {
        for len in 0..4 {
            assert_eq!(few(len).is_empty(), len == 0);
            assert!(few(len).iter().copied().eq(0..len));
            assert!(few(len).into_iter().eq(0..len));
            assert_eq!(few(len).split(), (len > 0).then(|| (0, (1..len).collect())));
        }
    }

    #[test]
    fn what_is_removed_leaves_the_others_in_their_order() {
        for gone in 0..4 {
            let mut few = few(3);
            few.remove(|one| *one == gone);
            assert!(few.iter().copied().eq((0..3).filter(|one| *one != gone)));
            few.push(9);
            assert_eq!(few.iter().last(), Some(&9));
        }
    }
}
