//! A list of one item, and seldom more: the usual case allocates nothing.

/// A list that keeps its first item in place.
pub(crate) struct Few<T> {
    /// `None` only if there are no items at all.
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

    pub(crate) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.more.len()
    }

    pub(crate) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        match at.checked_sub(1) {
            None => self.first.as_mut(),
            Some(at) => self.more.get_mut(at),
        }
    }

    /// Removes the last item, if `is_so` holds for it.
    pub(crate) fn pop_if(&mut self, is_so: impl FnOnce(&T) -> bool) -> Option<T> {
        if self.more.is_empty() {
            return self.first.take_if(|first| is_so(first));
        }
        self.more.pop_if(|last| is_so(last))
    }

    #[inline]
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.first.iter().chain(&self.more)
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
            assert_eq!((few(len).is_empty(), few(len).len()), (len == 0, len));
            assert!(few(len).iter().copied().eq(0..len));
            assert!(few(len).into_iter().eq(0..len));
            assert!((0..=len).all(|at| few(len).get_mut(at).copied() == (at < len).then_some(at)));
        }
    }

    #[test]
    fn the_last_goes_first() {
        for len in 0..4 {
            let mut few = few(len);
            assert_eq!(few.pop_if(|_| false), None);
            let popped = std::iter::from_fn(|| few.pop_if(|_| true));
            assert!(popped.eq((0..len).rev()));
            assert!(few.is_empty());
        }
    }
}
